package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is asked, opened and compared has an address of its own, and what is told of it can be taken
 * along.
 */
@Tag("browser")
class BrowserAddressIT extends BrowserServer {

  private static Locator headline(Page page) {
    return page.locator(".headline h2");
  }

  @Test
  void fromAQuestionToAServerOneGoesBackToTheAnswerOfTheOneBefore() throws Exception {
    try (Listening server = answering(WHOLE)) {
      Page page = open("/#server={}");
      page.locator("[name=host]").fill("127.0.0.1");
      page.locator("[name=port]").fill(String.valueOf(server.port()));
      page.locator("[name=preset][value=text]").check();
      page.locator("textarea").first().fill("x".repeat(100));
      page.locator("button.run").click();
      assertThat(headline(page)).containsText("200");
      page.locator("[name=port]").fill("1");
      assertThat(page.locator(".stale")).isVisible();
      page.locator("button.run").click();
      assertThat(headline(page)).containsText("refused");

      page.goBack();
      assertThat(headline(page)).containsText("200");
      assertThat(page.locator("[name=port]")).hasValue(String.valueOf(server.port()));
      assertThat(page.locator(".stale")).hasCount(0);
      page.goForward();
      assertThat(headline(page)).containsText("refused");
      assertThat(page.locator("[name=port]")).hasValue("1");
      assertThat(console).isEmpty();
    }
  }

  @Test
  void fromAQuestionOfOnesOwnOneGoesBackToTheOutcomeOfTheOneBefore() {
    Page page = open("/scenarios/echo-many-bytes");
    page.locator("button.run").click();
    assertThat(page.locator(".did .chip")).hasText("RESET");
    page.locator("#bytesRead").press("End");
    page.locator("#bytesSent").press("ArrowRight");
    assertThat(page.locator(".stale")).isVisible();

    page.goBack();
    assertThat(page.locator(".did .chip")).hasText("RESET");
    assertThat(page.locator("#bytesRead")).hasAttribute("aria-valuetext", "1 byte");
    assertThat(page.locator(".stale")).hasCount(0);
  }

  @Test
  void aComparisonIsThereAgainAfterAWayBackAndComesIntoSight() throws Exception {
    String label = "l" + UUID.randomUUID();
    String earlier = keep(label, 1);
    String later = keep(label, 5);
    for (int i = 0; i < 30; i++) {
      keep(label, 1);
    }
    Page page =
        open(
            "/experiments?label=" + label,
            new Browser.NewContextOptions()
                .setViewportSize(390, 800)
                .setReducedMotion(ReducedMotion.REDUCE));
    Locator rows = page.locator(".history tbody tr");
    // The one that was chosen first is the later one, and both stand far below.
    for (String id : List.of(later, earlier)) {
      rows.filter(new Locator.FilterOptions().setHas(page.locator("a[href$='" + id + "']")))
          .locator("input")
          .check();
    }

    assertThat(page.locator(".comparison .chip")).hasText(new String[] {"RESET", "CLEAN_EOF"});
    assertThat(page.locator("#compare-title")).isInViewport();
    page.locator(".comparison a").first().click();
    assertThat(page.locator("td-kept")).hasCount(1);
    page.goBack();
    assertThat(page.locator(".comparison .chip")).hasText(new String[] {"RESET", "CLEAN_EOF"});
    page.getByText("Close", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page).hasURL(Pattern.compile(".*/experiments\\?label=" + label));
    assertThat(console).isEmpty();
  }

  @Test
  void aCellOfACampaignIsThereAgainAfterAWayBack() throws Exception {
    Page page =
        open(
            post(
                    "/api/v1/campaigns?wait=60",
                    "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [1, 5]},"
                        + " \"repetitions\": 3}")
                .header("Location")
                .replace("/api/v1", ""));
    page.locator("td-heat .cell").nth(1).click();
    assertThat(page.locator("#cell-title")).hasText("bytesRead 5");
    page.locator(".cell-runs .runs.all a").first().click();
    assertThat(page.locator("td-kept")).hasCount(1);
    page.goBack();

    assertThat(page.locator("#cell-title")).hasText("bytesRead 5");
    assertThat(page.locator("td-heat .cell[aria-pressed=true]")).hasCount(1);
    press(page, "Close");
    assertThat(page).not().hasURL(Pattern.compile(".*cell.*"));
    assertThat(console).isEmpty();
  }

  @Test
  void aFilterHoldsAsSoonAsANameThatIsShownIsTypedWhole() throws Exception {
    String label = "l" + UUID.randomUUID();
    keep(label, 1);
    keep("another", 1);
    Page page = open("/experiments?from=-15m");
    Locator rows = page.locator(".history tbody tr");
    assertThat(rows.nth(1)).isVisible();
    page.locator("[name=label]").pressSequentially(label);

    assertThat(rows).hasCount(1);
    page.locator("[name=label]").fill("");
    assertThat(rows.nth(1)).isVisible();
    assertThat(console).isEmpty();
  }

  @Test
  void aRunThatIsNotAsItsExpectationWantsSaysSoInItsRow() throws Exception {
    String label = "l" + UUID.randomUUID();
    post(
        "/api/v1/experiments",
        "{\"bytesSent\": 5, \"label\": \"%s\", \"expect\": {\"verdicts\": [\"RESET\"]}}"
            .formatted(label));
    Page page = open("/experiments?label=" + label);

    assertThat(page.locator(".history tbody tr")).containsText("not as ‘expect’ wants");
  }

  @Test
  void whatCameOfItIsCopiedAsTheTextThatCurlGets() throws Exception {
    String id = keep("copied", 1);
    String text = get("/api/v1/experiments/" + id + "?format=text").body();
    Page page =
        open(
            "/experiments/" + id,
            new Browser.NewContextOptions()
                .setPermissions(List.of("clipboard-read", "clipboard-write"))
                .setReducedMotion(ReducedMotion.REDUCE));
    press(page, "Copy it as text");
    assertThat(page.locator("td-finding [aria-live]")).hasText("copied");

    assertThat(page.evaluate("() => navigator.clipboard.readText()")).isEqualTo(text);
    Page another = open("/");
    another.locator("button.run").click();
    assertThat(another.locator(".result td-finding button")).isVisible();
  }
}
