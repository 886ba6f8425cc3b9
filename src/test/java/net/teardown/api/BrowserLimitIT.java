package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Campaigns that look for a limit, in a real browser. */
@Tag("browser")
class BrowserLimitIT extends BrowserServer {

  /** All bytes read is a clean end, one fewer a reset. */
  private static final String SEARCH =
      """
      {"label": "<i>search</i>", "base": {"bytesSent": 1000}, "repetitions": 5,
       "axes": {"bytesRead": {"bisect": [%d, %d], "until": 1}}%s}
      """;

  private static final String FOUND =
      "The limit lies above 999 bytes and at most at 1,000 bytes: there it turns from a reset to a"
          + " clean end.";

  @AfterEach
  void cancelAll() throws Exception {
    for (JsonNode each : get("/api/v1/campaigns?size=100").json().path("items")) {
      if (List.of("QUEUED", "RUNNING").contains(each.path("status").asString())) {
        call("POST", "/api/v1/campaigns/" + each.path("id").asString() + "/cancellation");
      }
    }
  }

  private String begun(int low, int high, String more) throws Exception {
    return post("/api/v1/campaigns", SEARCH.formatted(low, high, more))
        .header("Location")
        .replace("/api/v1", "");
  }

  private String ended(int low, int high) throws Exception {
    return post("/api/v1/campaigns?wait=60", SEARCH.formatted(low, high, ""))
        .header("Location")
        .replace("/api/v1", "");
  }

  private static Locator button(Page page, String name) {
    return page.locator("button", new Page.LocatorOptions().setHasText(name));
  }

  private static Locator words(Page page) {
    return page.locator("td-limit [role=status]");
  }

  private static double width(Locator rect) {
    return Double.parseDouble(rect.first().getAttribute("width").replace("%", ""));
  }

  @Test
  void aSearchIsDrawnAsItNarrowsAndTheLimitIsToldOnceItIsFound() throws Exception {
    String at = begun(0, 1000, ", \"ratePerSecond\": 5");
    Page page = open(at);
    Locator between = page.locator(".limit .between");
    await().until(() -> get("/api/v1" + at).json().path("done").asInt() >= 16);
    call("POST", "/api/v1" + at + "/cancellation");
    assertThat(words(page))
        .hasText(
            Pattern.compile(
                "It was cancelled before the limit was found. So far it turns from a reset to a"
                    + " clean end above [\\d,]+ bytes and at most at 1,000 bytes."));
    double early = width(between);
    button(page, "Resume").click();
    assertThat(words(page)).isEmpty();

    assertThat(words(page)).hasText(FOUND);
    assertThat(width(between)).isLessThan(early);
    assertThat(
            page.locator(".limit .point text", new Page.LocatorOptions().setHasText("R")).first())
        .isVisible();
    assertThat(page.locator(".facts")).containsText("999 bytes");
    assertThat(page.locator(".facts")).containsText("1 byte, wanted at most 1 byte");
    Locator rows = page.locator(".points tbody tr");
    assertThat(rows).hasCount(12);
    assertThat(rows.first()).containsText("0 bytes");
    assertThat(rows.nth(10)).containsText(Pattern.compile("999 bytes\\s*above\\s*5\\s*RESET 5"));
    assertThat(rows.last())
        .containsText(Pattern.compile("1,000 bytes\\s*at most\\s*5\\s*CLEAN_EOF"));
    assertThat(page.locator("td-heat")).hasCount(0);
    assertThat(page.locator("svg.limit"))
        .hasAttribute("aria-label", "bytesRead from 0 to 1,000: " + FOUND);
    assertNoMarkup(page);
    assertThat(console).isEmpty();
  }

  @Test
  void aValueLeadsToItsRuns() throws Exception {
    Page page = open(ended(0, 1000));
    page.locator(".points button", new Page.LocatorOptions().setHasText("999 bytes")).focus();
    page.keyboard().press("Enter");

    assertThat(page.locator(".cell-runs h2")).hasText("bytesRead 999");
    assertThat(page.locator(".runs.all li")).hasCount(5);
    assertThat(page.locator(".points [aria-pressed=true]")).hasText("999 bytes");
    assertThat(console).isEmpty();
  }

  @Test
  void whereTheEndsAgreeItSaysSo() throws Exception {
    Page page = open(ended(0, 999));

    assertThat(words(page))
        .hasText(
            "The ends agree: a reset at 0 bytes and at 999 bytes, so there is no limit to look for"
                + " between them.");
    assertThat(page.locator(".limit .between")).hasCount(0);
    assertThat(page.locator(".limit .point")).hasCount(2);
    assertThat(page.locator(".facts")).containsText("not known");
    assertThat(console).isEmpty();
  }

  @Test
  void aWideRangeIsDrawnLogarithmicallyAndEachValueHasItsUnit() throws Exception {
    String at =
        post(
                "/api/v1/campaigns?wait=60",
                "{\"base\": {\"bytesSent\": 5}, \"repetitions\": 1, \"axes\": {\"idleMillis\":"
                    + " {\"bisect\": [1, 60], \"until\": 2}}}")
            .header("Location")
            .replace("/api/v1", "");
    Page page = open(at);

    assertThat(page.locator("svg.limit"))
        .hasAttribute(
            "aria-label",
            Pattern.compile(
                "idleMillis from 1 to 60, logarithmically: The ends agree: .* at 1 ms and at 60 ms"
                    + ".*"));
    assertThat(page.locator(".limit .tick").last()).hasText("60 ms");
    assertThat(page.locator(".facts")).containsText("wanted at most 2 ms");
    assertThat(console).isEmpty();
  }

  @Test
  void asLongAsTheEndsRunAndIfTheyNeverDoNoLimitIsKnown() throws Exception {
    Page page = open(begun(0, 1000, ", \"ratePerSecond\": 0.01"));
    assertThat(page.locator("td-limit p").nth(1))
        .hasText("Both ends run first: 0 bytes and 1,000 bytes.");
    assertThat(words(page)).isEmpty();
    assertThat(page.locator(".story [role=status]")).containsText("of 10 runs so far known");
    button(page, "Cancel").click();

    assertThat(words(page))
        .hasText("It was cancelled before both ends had run, so no limit is known.");
  }

  @ParameterizedTest
  @CsvSource({"INTERRUPTED, It was interrupted", "FAILED, It failed"})
  void whatWasInterruptedSaysHowFarItIs(String status, String words) throws Exception {
    String at = begun(0, 1000, ", \"ratePerSecond\": 5");
    Page page = open("/campaigns");
    page.route(
        Pattern.compile(".*/api/v1" + at + "$"),
        (Route route) -> {
          APIResponse answer = route.fetch();
          route.fulfill(
              new Route.FulfillOptions()
                  .setResponse(answer)
                  .setBody(
                      answer
                          .text()
                          .replaceFirst("\"status\":\"[A-Z]+\"", "\"status\":\"" + status + "\"")));
        });
    page.navigate("http://localhost:" + port + at);

    assertThat(words(page)).containsText(words + " before");
    assertThat(button(page, "Resume")).isVisible();
  }

  @Test
  void itIsRunAgainAsItWas() throws Exception {
    String at = ended(0, 1000);
    Page page = open(at);
    button(page, "Run it again").click();
    assertThat(page).not().hasURL(Pattern.compile(".*" + at));
    assertThat(words(page)).hasText(FOUND);

    JsonNode first = get("/api/v1" + at).json();
    JsonNode again = get("/api/v1" + page.url().replaceFirst(".*(/campaigns/)", "$1")).json();
    for (String field : List.of("bisect", "base", "label", "repetitions", "limit", "total")) {
      assertThat(again.path(field)).as(field).isEqualTo(first.path(field));
    }
    assertThat(console).isEmpty();
  }

  @Test
  void itIsChangedInTheFormAndRun() throws Exception {
    Page page = open(ended(0, 1000));
    page.getByText("Change it").click();
    assertThat(page.locator("[name=axis]")).hasValue("bytesRead");
    assertThat(page.locator("[name=high]")).hasValue("1000");
    assertThat(page.locator("[name=base]")).hasValue("{\"bytesSent\":1000}");
    assertThat(page.locator("[name=label]")).hasValue("<i>search</i>");
    assertThat(page.locator("section > [role=status]"))
        .containsText("12 values and 60 runs at most");
    page.locator("[name=low]").fill("900");
    page.locator("[name=until]").fill("50");
    assertThat(page.locator("section > [role=status]"))
        .containsText("3 values and 15 runs at most");
    assertThat(page.locator(".cell")).hasCount(2);
    button(page, "Start it").click();

    assertThat(words(page))
        .containsText("The limit lies above 950 bytes and at most at 1,000 bytes");
    assertNoMarkup(page);
    assertThat(console).isEmpty();
  }

  @Test
  void whatCantBeLookedForIsToldByItsFieldBeforeItStarts() {
    Page page = open("/campaigns");
    page.locator("[name=kind]").selectOption("limit");
    assertThat(page.locator("section > [role=status]"))
        .containsText("12 values and 60 runs at most");
    assertThat(page.locator(".order [aria-invalid]")).hasCount(0);

    assertRefused(page, "high", "5.5", "must be a whole number");
    assertRefused(page, "high", "0", "must be more than where it begins");
    page.locator("[name=high]").fill("1000");
    assertRefused(page, "until", "0", "must be 1 or more");
    button(page, "Start it").click();
    assertThat(page.locator("[name=until]")).isFocused();
    page.locator("[name=until]").fill("1");
    assertRefused(page, "axis", "closer", "its values are no whole numbers");
    assertRefused(page, "axis", "targetPort", "each value is another target");
    assertRefused(page, "axis", "bytesReed", "did you mean 'bytesRead'?");
    page.locator("[name=axis]").fill("bytesRead");
    assertThat(page.locator(".order [aria-invalid]")).hasCount(0);
    page.locator("[name=high]").fill("1000000");
    assertThat(page.locator("[name=high]")).hasAttribute("aria-invalid", "true");
    assertThat(page.locator("#high-wrong")).not().containsText("SKIP");
    assertThat(page.locator("#high-wrong"))
        .containsText("'bytesRead' must not be more than 'bytesSent' (1000)");
    assertThat(page).hasURL(Pattern.compile(".*/campaigns"));
    assertThat(page.locator("[role=alert]")).hasCount(0);
  }

  private static void assertRefused(Page page, String field, String value, String why) {
    page.locator("[name=%s]".formatted(field)).fill(value);
    assertThat(page.locator("#%s-wrong".formatted(field))).containsText(why);
    assertThat(page.locator("[name=%s]".formatted(field))).hasAttribute("aria-invalid", "true");
  }

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "1600, LIGHT", "390, DARK", "1600, DARK"})
  void aLimitIsUsableByAllAndFitsItsScreen(int width, ColorScheme scheme) throws Exception {
    Page page = open(ended(1, 1000), screen(width, scheme));
    assertThat(words(page)).hasText(FOUND);
    page.locator(".points button").first().click();
    assertThat(page.locator(".runs.all li")).hasCount(5);
    assertUsableByAll(page, "limit-%d-%s".formatted(width, scheme));
  }

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "1600, LIGHT", "390, DARK", "1600, DARK"})
  void theFormIsUsableByAllAndFitsItsScreen(int width, ColorScheme scheme) {
    Page page = open("/campaigns", screen(width, scheme));
    page.locator("[name=kind]").selectOption("limit");
    page.locator("[name=until]").fill("0");
    assertThat(page.locator("#until-wrong")).containsText("must be 1 or more");
    assertUsableByAll(page, "limit-form-%d-%s".formatted(width, scheme));
  }

  private static Browser.NewContextOptions screen(int width, ColorScheme scheme) {
    return new Browser.NewContextOptions()
        .setViewportSize(width, 900)
        .setColorScheme(scheme)
        .setReducedMotion(ReducedMotion.REDUCE);
  }
}
