package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The page in a real browser, as people use it. */
@Tag("browser")
class BrowserIT extends BrowserServer {

  private static final Pattern MARK =
      Pattern.compile("<g class=\"td-([a-z]+)\">.*?>([^<>?]+)</text></g>");
  private static final Pattern CALL =
      Pattern.compile("<text class=\"td-call\"[^>]*>([^<]+)</text>");

  private static Locator verdict(Page page) {
    return page.locator(".did .chip");
  }

  private static void run(Page page) {
    page.locator("button.run").click();
  }

  @Test
  void aVerdictIsOneClickFromTheRoot() {
    Page page = open("/");
    assertThat(page.locator(".forecast .chip")).hasText("RESET");
    run(page);

    assertThat(verdict(page)).hasText("RESET");
    assertThat(page.locator(".result > [role=status]")).containsText("a reset");
    assertThat(console).isEmpty();
  }

  @Test
  void thePredictionMovesWithASliderThatIsMovedByKeys() {
    Page page = open("/");
    Locator read = page.locator("#bytesRead");
    read.focus();
    read.press("End");

    assertThat(page.locator(".forecast .chip")).hasText("CLEAN_EOF");
    assertThat(page).hasURL(Pattern.compile(".*#bytesSent=5$"));
    read.press("ArrowLeft");
    assertThat(page.locator(".forecast .chip")).hasText("RESET");
    assertThat(console).isEmpty();
  }

  @Test
  void aDrainBringsItsHalfCloseAndGoesWithIt() {
    Page page = open("/");
    page.locator(".switches").getByText("then drains").click();
    assertThat(page.locator("[role=switch]").first()).isChecked();
    assertThat(page.locator(".forecast .chip")).hasText("CLEAN_EOF");
    page.locator(".switches").getByText("half-closes first").click();

    assertThat(page.locator("[role=switch]").nth(1)).not().isChecked();
    assertThat(page.locator(".forecast .chip")).hasText("RESET");
  }

  @ParameterizedTest
  @CsvSource({
    "bytesSent=5&bytesRead=1",
    "bytesSent=5&bytesRead=1&shutdownBeforeClose=true",
    "bytesSent=20&bytesRead=8&replyBytes=5",
    "bytesSent=20&bytesRead=8&replyBytes=5&shutdownBeforeClose=true&drainBeforeClose=true",
    "bytesSent=5&bytesRead=1&replyBytes=1048576&observerReads=LATE",
    "bytesSent=5&replyBytes=5&bytesSentAfterClose=5",
    "bytesSent=200&replyBytes=61440&bytesRead=20480&closer=INITIATOR"
  })
  void thePageDrawsTheMarksOfTheSvg(String question) throws Exception {
    Page page = open("/#" + question);
    run(page);
    assertThat(verdict(page)).isVisible();
    String newest = get("/api/v1/experiments?size=1").json().at("/items/0/id").asString();
    String svg = get("/api/v1/experiments/" + newest + "?format=svg").body();

    List<String> drawn = new ArrayList<>();
    for (Locator arrow : page.locator(".td .td-arrow").all()) {
      drawn.add(
          arrow.getAttribute("class").replace("td-arrow td-", "")
              + " "
              + arrow.locator(".td-label").textContent());
    }
    List<String> marks =
        MARK.matcher(svg).results().map(mark -> mark.group(1) + " " + mark.group(2)).toList();
    assertThat(drawn).isNotEmpty().isEqualTo(marks);
    String calls = String.join(" ", page.locator(".td .td-call").allTextContents());
    String ladder =
        svg.substring(
            0, svg.indexOf("td-life\"") < 0 ? svg.length() : svg.indexOf("<path class=\"td-life"));
    assertThat(calls)
        .isEqualTo(
            String.join(
                " ",
                CALL.matcher(ladder)
                    .results()
                    .map(call -> call.group(1).replace("&gt;", ">").replace("&amp;", "&"))
                    .toList()));
    assertThat(console).isEmpty();
  }

  @Test
  void theCureIsAppliedAndRunsAgain() {
    Page page = open("/");
    run(page);
    page.getByText("Apply it and run again").click();

    assertThat(verdict(page)).hasText("CLEAN_EOF");
    assertThat(page)
        .hasURL(Pattern.compile(".*#.*shutdownBeforeClose=true.*drainBeforeClose=true.*"));
    assertThat(page.getByText("Nothing to mend")).isVisible();
  }

  @Test
  void theLadderIsDrawnStepByStepUnlessMotionIsReduced() {
    Page page = open("/", new Browser.NewContextOptions());
    page.evaluate(
        """
        () => {
          window.seen = [];
          new MutationObserver(() => window.seen.push(document.querySelectorAll('.td-rung').length))
            .observe(document.body, {subtree: true, childList: true});
        }
        """);
    run(page);
    assertThat(page.locator(".after")).hasClass(Pattern.compile(".*is-drawn.*"));
    Locator rungs = page.locator(".td-rung");
    int all = rungs.count();
    assertThat(page.evaluate("() => [...new Set(window.seen)].filter(n => n > 0)"))
        .isEqualTo(IntStream.rangeClosed(1, all).boxed().toList());

    Locator step = page.getByLabel("Step", new Page.GetByLabelOptions().setExact(true));
    step.focus();
    step.press("Home");
    assertThat(rungs).hasCount(0);
    step.press("ArrowRight");
    assertThat(rungs).hasCount(1);
    Page calm = open("/");
    run(calm);
    assertThat(calm.locator(".td-rung")).hasCount(all);
  }

  @Test
  void theTourKeepsItsAnswersUntilTheyAreAskedFor() {
    Page page = open("/");
    page.locator(".tour-start").click();
    for (String ending : List.of("CLEAN_EOF", "RESET", "EOF_THEN_RESET", "RESET", "RESET")) {
      assertThat(page.locator(".forecast .chip")).hasCount(0);
      assertThat(page.getByText("The paper says")).hasCount(0);
      page.getByText("Run it, and show the answer").click();
      assertThat(page.getByText("The paper says")).isVisible();
      assertThat(verdict(page)).hasText(ending);
      Locator next = page.getByText("Next question");
      if (next.count() > 0) {
        next.click();
      }
    }
    assertThat(page.locator(".tour")).containsText("What follows from all five");
    page.getByText("See it end well").click();
    assertThat(page.locator(".story h1")).hasText(Pattern.compile("The cure: .*"));
    assertThat(verdict(page)).hasText("CLEAN_EOF");
    assertThat(console).isEmpty();
  }

  @Test
  void theCurlLineIsWhatThePageRuns() throws Exception {
    Page page = open("/#bytesSent=7&bytesRead=2&label=it%27s%20%22mine%22");
    String line = page.locator("#same-panel code").textContent();
    Process curl =
        new ProcessBuilder("sh", "-c", line + " -s -S").redirectErrorStream(true).start();
    assertThat(curl.waitFor(20, TimeUnit.SECONDS)).isTrue();

    assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("RESET", "5 unread");
    page.locator("#same-0").press("ArrowRight");
    assertThat(page.locator("#same-1")).isFocused();
    assertThat(page.locator("#same-panel code")).containsText("HttpRequest.newBuilder");
  }

  @Test
  void whatCannotBeRunSaysWhyAndLosesNothing() {
    Page page = open("/#bytesSent=5&bytesRead=9");
    assertThat(page.locator("[role=alert]")).containsText("bytesRead");
    assertThat(page.locator("#bytesSent + output")).containsText("5 bytes");
    page.context().setOffline(true);
    page.locator("#bytesSent").press("Home");
    assertThat(page.locator("[role=alert]")).containsText("doesn’t answer");
    page.context().setOffline(false);
    page.locator("#bytesSent").press("End");

    assertThat(page.locator("[role=alert]")).hasCount(0);
    assertThat(page.locator(".forecast .chip").first()).isVisible();
  }

  @Test
  void aTargetThatIsNotAllowedNamesTheProperty() {
    Page page = open("/#server={}");
    page.locator("[name=host]").fill("192.0.2.1");
    run(page);

    assertThat(page.locator("[role=alert]")).containsText("teardown.policy.allow");
    assertThat(page.locator("[name=host]")).hasValue("192.0.2.1");
  }

  @Test
  void aServersAnswerIsShownForEachKindOfClientAndNeverBecomesMarkup() throws Exception {
    try (Listening server =
        answering(
            "HTTP/1.1 413 "
                + HOSTILE
                + "\r\nServer: "
                + HOSTILE
                + "\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n")) {
      Page page = open("/#server={}");
      page.locator("[name=host]").fill("127.0.0.1");
      page.locator("[name=port]").fill(String.valueOf(server.port()));
      run(page);

      assertThat(page.locator(".headline h2")).containsText("413");
      assertThat(page.locator(".three section")).hasCount(3);
      assertNoMarkup(page);
    }
  }

  @Test
  void aHostileLabelIsShownAsText() throws Exception {
    String spec =
        mapper.writeValueAsString(
            Map.of("bytesSent", 5, "bytesRead", 1, "label", "<img src=x onerror=alert(1)>"));
    JsonNode kept = post("/api/v1/experiments", spec).json();
    Page page = open("/experiments/" + kept.path("id").asString());

    assertThat(page.locator(".story")).containsText("<img src=x onerror=alert(1)>");
    assertNoMarkup(page);
    assertThat(console).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "play, 390, LIGHT",
    "play, 1600, LIGHT",
    "play, 390, DARK",
    "play, 1600, DARK",
    "server, 390, LIGHT",
    "server, 1600, DARK",
    "kept, 390, DARK",
    "kept, 1600, LIGHT",
    "campaign, 390, LIGHT",
    "campaign, 1600, DARK",
    "unknown, 390, LIGHT"
  })
  void everyViewIsUsableByAllAndFitsItsScreen(String view, int width, ColorScheme scheme)
      throws Exception {
    Page page =
        open(
            path(view),
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
    if (view.equals("play")) {
      run(page);
      assertThat(verdict(page)).isVisible();
    } else {
      String whole =
          switch (view) {
            case "server" -> ".question";
            case "kept" -> ".result .why";
            case "campaign" -> "tbody tr";
            default -> "[role=alert]";
          };
      assertThat(page.locator(whole).first()).isVisible();
    }
    assertUsableByAll(page, "%s-%d-%s".formatted(view, width, scheme));
  }

  private String path(String view) throws Exception {
    return switch (view) {
      case "play" -> "/";
      case "server" -> "/#server={}";
      case "kept" -> post("/api/v1/experiments", ECHO).header("Location").replace("/api/v1", "");
      case "campaign" ->
          post(
                  "/api/v1/campaigns?wait=20",
                  "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [0, 5]},"
                      + " \"repetitions\": 10}")
              .header("Location")
              .replace("/api/v1", "");
      default -> "/monitors/nothing";
    };
  }
}
