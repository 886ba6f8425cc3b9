package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Campaigns in a real browser. */
@Tag("browser")
class BrowserCampaignIT extends BrowserServer {

  /** Two cells and their runs at this rate. */
  private static final String SLOW =
      "{\"label\": \"slow\", \"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [0, 5]},"
          + " \"repetitions\": 1000, \"ratePerSecond\": %s}";

  @AfterEach
  void cancelAll() throws Exception {
    for (JsonNode each : get("/api/v1/campaigns?size=100").json().path("items")) {
      if (List.of("QUEUED", "RUNNING").contains(each.path("status").asString())) {
        call("POST", "/api/v1/campaigns/" + each.path("id").asString() + "/cancellation");
      }
    }
  }

  private String begin(double rate) throws Exception {
    return post("/api/v1/campaigns", SLOW.formatted(rate))
        .header("Location")
        .replace("/api/v1", "");
  }

  private static Locator button(Page page, String name) {
    return page.locator("button", new Page.LocatorOptions().setHasText(name));
  }

  private static Locator state(Page page) {
    return page.locator(".campaign .story [role=status]");
  }

  @Test
  void thePapersFigureIsOneButtonAndThirteenThousandRunsFillItWithoutALongTask() {
    Page page = open("/campaigns");
    assertThat(page.locator(".campaigns .cell").first()).isVisible();
    double longest =
        longestTaskMillis(
            page,
            () -> {
              button(page, "Run the paper’s figure").click();
              assertThat(state(page)).containsText("completed: 13,000 of 13,000 runs");
            });

    assertThat(page.locator(".heat-map")).hasCount(2);
    assertThat(page.locator(".cell.refused")).hasCount(90);
    assertThat(page.locator(".cell:not(.refused)")).hasCount(130);
    assertThat(page.getByText("Where it turns")).isVisible();
    assertThat(longest).as("CPU time of a task, in milliseconds").isLessThan(100);
    assertUsableByAll(page, "figure-1280-LIGHT");
    assertThat(console).isEmpty();
  }

  @Test
  void refusedCellsAreShownBeforeItStarts() {
    Page page = open("/campaigns");
    assertThat(page.locator(".cell.refused")).hasCount(2);
    assertThat(page.locator(".cell.refused").first())
        .hasAttribute("title", Pattern.compile(".*'bytesSent' \\(5\\).*"));
    assertThat(page.locator("section [role=status]")).containsText("12 cells, 1,200 runs. 2 are");
    page.locator("[name=acrossValues]").fill("4, 5");
    assertThat(page.locator(".cell.refused")).hasCount(0);
    assertThat(page.locator(".cell")).hasCount(4);
    page.locator("[name=repetitions]").fill("7");
    page.locator("[name=label]").fill("<b>mine</b>");
    button(page, "Start it").click();

    assertThat(page).hasURL(Pattern.compile(".*/campaigns/[0-9a-f-]{36}"));
    assertThat(page.locator("h1")).hasText("<b>mine</b>");
    assertThat(state(page)).containsText("completed: 28 of 28 runs");
    assertNoMarkup(page);
    assertThat(console).isEmpty();
  }

  @Test
  void whatABoundRateCostsAndAnImpossibleOrderAreToldBeforeItStarts() {
    Page page = open("/campaigns");
    Locator said = page.locator("section [role=status]");
    assertThat(said).containsText("12 cells");
    page.locator("[name=base]").fill("{\"bytesSent\": 5, \"closer\": \"INITIATOR\"}");
    page.locator("[name=down]").selectOption("replyBytes");
    assertThat(said).containsText("17 cells");
    assertThat(said).not().containsText("It takes");
    page.locator("[name=repetitions]").fill("20000");
    assertThat(said).containsText(Pattern.compile("It takes \\d+ s or more: .*TIME_WAIT"));
    page.locator("[name=acrossValues]").fill("0..9999");
    assertThat(said).containsText("must make at most 10000 cells");

    assertThat(page.locator("[role=alert]")).hasCount(0);
  }

  @Test
  void whatIsRefusedIsNamedAndMarkedWhereItWasTyped() {
    Page page = open("/campaigns");
    Locator said = page.locator("section [role=status]");
    page.locator("[name=base]").fill("{\"bytesSent\": true}");
    assertThat(said).containsText("base.bytesSent must be");
    assertThat(page.locator("[name=base][aria-invalid=true]")).hasCount(1);
    page.locator("[name=base]").fill("{\"bytesSent\": 5}");
    page.locator("[name=acrossValues]").fill("one, two");
    assertThat(said).containsText("bytesRead");
    assertThat(page.locator("[name=acrossValues][aria-invalid=true]")).hasCount(1);
    page.locator("[name=acrossValues]").fill("1, 2");

    assertThat(said).containsText("4 cells");
    assertThat(page.locator(".order [aria-invalid]")).hasCount(0);
  }

  @Test
  void whatEachRunMustComeToIsChosenInWordsAndStandsInTheSpec() {
    Page page = open("/campaigns");
    page.locator("[name=repetitions]").fill("2");
    page.locator("[name=wanted]").selectOption("end without a reset");
    assertThat(page.locator("[name=base]"))
        .hasValue("{\"bytesSent\":5,\"expect\":{\"verdicts\":[\"CLEAN_EOF\",\"KEPT_OPEN\"]}}");
    page.locator("[name=wanted]").selectOption("nothing in particular");
    assertThat(page.locator("[name=base]")).hasValue("{\"bytesSent\":5}");
    page.locator("[name=base]").fill("{\"bytesSent\":5,\"expect\":{\"verdicts\":[\"CLEAN_EOF\"]}}");
    assertThat(page.locator("[name=wanted] option:checked")).containsText("‘expect’");
    button(page, "Start it").click();

    assertThat(state(page)).containsText("20 not as ‘expect’ wants them.");
    assertThat(page.locator("td-heat .cell.unexpected")).hasCount(10);
    assertThat(console).isEmpty();
  }

  @Test
  void theMapFillsWhileItRunsAndACellShowsItsRuns() throws Exception {
    Page page = open(begin(400));
    Locator filled = page.locator(".cell rect").first();
    assertThat(filled).isAttached();
    String early = filled.getAttribute("height");
    assertThat(filled).not().hasAttribute("height", early);
    assertThat(height(filled)).isGreaterThan(Double.parseDouble(early));
    page.locator(".cell").first().focus();
    page.keyboard().press("ArrowRight");
    page.keyboard().press("Enter");

    assertThat(page.locator(".cell-runs h2")).hasText("bytesRead 5");
    assertThat(page.locator(".cell-runs [role=status]")).containsText("CLEAN_EOF");
    page.locator(".runs a").first().click();
    assertThat(page.locator("h1")).hasText("CLEAN_EOF");
    page.goBack();
    assertThat(state(page)).containsText("of 2,000 runs");
    assertThat(console).isEmpty();
  }

  private static double height(Locator rect) {
    return Double.parseDouble(rect.getAttribute("height"));
  }

  @Test
  void aCellShowsAllOfItsRunsAndThoseWithStepsBefore() throws Exception {
    String at =
        post("/api/v1/campaigns?wait=60", SLOW.formatted("100000"))
            .header("Location")
            .replace("/api/v1", "");
    Page page = open(at);
    page.locator(".cell").first().click();
    Locator all = page.locator(".runs.all li");

    assertThat(page.locator(".runs").first().locator("li a")).hasCount(1);
    assertThat(all).hasCount(50);
    button(page, "More of them").click();
    assertThat(all).hasCount(100);
    assertThat(all.last()).containsText("RESET");
    page.locator(".cell").last().click();
    assertThat(all).hasCount(50);
    assertThat(all.first()).containsText("CLEAN_EOF");
    assertThat(console).isEmpty();
  }

  @Test
  void itIsCancelledResumedAndSaved() throws Exception {
    Page page = open(begin(50));
    button(page, "Cancel").click();
    assertThat(state(page)).containsText("cancelled:");
    button(page, "Resume").click();
    assertThat(button(page, "Cancel")).isVisible();
    button(page, "Cancel").click();
    assertThat(state(page)).containsText("cancelled:");
    Download download = page.waitForDownload(() -> page.getByText("All runs as CSV").click());

    assertThat(Files.readString(download.path(), StandardCharsets.UTF_8)).contains("bytesRead");
    assertThat(page.locator("[role=alert]")).hasCount(0);
  }

  @Test
  void whatIsOverAlreadyIsToldWhenItIsCancelled() throws Exception {
    String at = begin(50);
    Page page = open(at);
    assertThat(button(page, "Cancel")).isVisible();
    call("POST", "/api/v1" + at + "/cancellation");
    page.evaluate("() => document.querySelector('td-campaign').order('cancellation')");

    assertThat(page.locator("[role=alert]")).containsText("That doesn’t fit its state");
    assertThat(state(page)).containsText("cancelled:");
    assertThat(button(page, "Resume")).isVisible();
  }

  @Test
  void whatFindsNoRoomSaysWhenToTryAgainAndKeepsTheForm() throws Exception {
    List<String> queued = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      queued.add(String.valueOf(post("/api/v1/campaigns", SLOW.formatted("0.01")).status()));
    }
    assertThat(queued).contains("429");
    Page page = open("/campaigns");
    page.locator("[name=label]").fill("mine");
    button(page, "Start it").click();

    assertThat(page.locator("[role=alert]")).containsText("Too much is under way");
    assertThat(page.locator("[role=alert]")).containsText(Pattern.compile("Try again in \\d+ s"));
    assertThat(page.locator("[name=label]")).hasValue("mine");
  }

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "1600, LIGHT", "390, DARK", "1600, DARK"})
  void theListIsUsableByAllAndFitsItsScreen(int width, ColorScheme scheme) throws Exception {
    post("/api/v1/campaigns?wait=60", SLOW.formatted("100000"));
    Page page = open("/campaigns", screen(width, scheme));
    assertThat(page.locator(".cell").first()).isVisible();
    assertThat(page.locator("td a").first()).isVisible();
    assertUsableByAll(page, "campaigns-%d-%s".formatted(width, scheme));
  }

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "1600, LIGHT", "390, DARK", "1600, DARK"})
  void aCellThatIsOpenIsUsableByAllAndFitsItsScreen(int width, ColorScheme scheme)
      throws Exception {
    String at =
        post(
                "/api/v1/campaigns?wait=60",
                "{\"base\": {\"replyBytes\": 5}, \"axes\": {\"bytesSent\": [1, 2, 3, 4, 5],"
                    + " \"bytesRead\": [0, 1, 2, 3, 4, 5]}, \"repetitions\": 50, \"invalidCells\":"
                    + " \"SKIP\"}")
            .header("Location")
            .replace("/api/v1", "");
    Page page = open(at, screen(width, scheme));
    page.locator(".cell:not(.refused)").first().click();
    assertThat(page.locator(".runs a").first()).isVisible();
    assertUsableByAll(page, "campaign-cell-%d-%s".formatted(width, scheme));
  }

  private static Browser.NewContextOptions screen(int width, ColorScheme scheme) {
    return new Browser.NewContextOptions()
        .setViewportSize(width, 900)
        .setColorScheme(scheme)
        .setReducedMotion(ReducedMotion.REDUCE);
  }
}
