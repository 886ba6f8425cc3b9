package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is there again when one comes back to a view, and what a link or a list tells of it. */
@Tag("browser")
class BrowserReturnIT extends BrowserServer {

  private String campaign(String order) throws Exception {
    return post("/api/v1/campaigns?wait=60", order).header("Location").replace("/api/v1", "");
  }

  @Test
  void theAnswerOfAServerIsThereAgainAfterAWayBack() throws Exception {
    try (Listening server = answering(WHOLE)) {
      Page page =
          open(
              "/#targetHost=127.0.0.1&targetPort=%d&server=%%7B%%22request%%22%%3A%%7B%%22text%%22%%3A%%22%s%%22%%7D%%7D"
                  .formatted(server.port(), "x".repeat(100)));
      page.locator("button.run").click();
      String headline = page.locator(".headline h2").textContent();
      page.getByText("This run’s own page").first().click();
      assertThat(page.locator("[name=host]")).hasCount(0);
      page.goBack();

      assertThat(page.locator(".headline h2")).hasText(headline);
      assertThat(page.locator(".stale")).hasCount(0);
      page.locator("[name=port]").fill("1");
      assertThat(page.locator(".stale")).isVisible();
      assertThat(console).isEmpty();
    }
  }

  @Test
  void soItIsWhereTheQuestionWasTypedAndAnotherViewWasGoneTo() throws Exception {
    try (Listening server = answering(WHOLE)) {
      Page page = open("/#server={}");
      page.locator("[name=host]").fill("http://127.0.0.1:%d/upload?a=b".formatted(server.port()));
      page.locator("[name=host]").press("Tab");
      assertThat(page.locator("[name=host]")).hasValue("127.0.0.1");
      assertThat(page.locator("[name=port]")).hasValue(String.valueOf(server.port()));
      page.locator("button.run").click();
      String headline = page.locator(".headline h2").textContent();
      assertThat(page.locator(".question")).containsText("Path");
      press(page, "From which size on?");
      assertThat(page.locator("[name=axis]")).hasValue("/server/request/http/bodyBytes");
      page.goBack();

      assertThat(page.locator("[name=host]")).hasValue("127.0.0.1");
      assertThat(page.locator(".headline h2")).hasText(headline);
      assertThat(page.locator(".stale")).hasCount(0);
      assertThat(console).isEmpty();
    }
  }

  @Test
  void whatWasAskedTwentyTimesIsThereAgainAndNotAskedOnceMore() throws Exception {
    try (Listening server = answering(WHOLE)) {
      Page page = open("/#server={}");
      page.locator("[name=host]").fill("127.0.0.1");
      page.locator("[name=port]").fill(String.valueOf(server.port()));
      page.locator("[name=preset][value=text]").check();
      page.locator("textarea").first().fill("x".repeat(100));
      press(page, "Ask it 20 times");
      assertThat(page.locator(".repeated [role=status]")).containsText("The same each time");
      String runs = page.getByText("Each of its runs").getAttribute("href");
      page.getByText("Each of its runs").click();
      assertThat(page.locator(".runs.all li")).hasCount(20);
      page.goBack();

      assertThat(page.locator(".repeated [role=status]")).containsText("The same each time");
      assertThat(page.getByText("Each of its runs")).hasAttribute("href", runs);
      press(page, "Ask it 20 times");
      assertThat(page.getByText("Each of its runs")).not().hasAttribute("href", runs);
    }
  }

  @Test
  void anOutcomeIsThereAgainAfterAWayBackAndAtOnce() {
    Page page = open("/scenarios/echo-many-bytes");
    page.locator("button.run").click();
    page.getByText("This run’s own page").click();
    assertThat(page.locator("td-play")).hasCount(0);
    page.goBack();

    assertThat(page.locator(".did .chip")).hasText("RESET");
    assertThat(page.locator(".stale")).hasCount(0);
    assertThat(page.locator("td-outcome td-ladder[still]")).hasCount(1);
  }

  @Test
  void aQuestionThatWasChangedSinceComesBackWithoutTheOutcomeOfTheOneBefore() {
    Page page = open("/scenarios/echo-many-bytes");
    page.locator("button.run").click();
    assertThat(page.locator(".did .chip")).hasText("RESET");
    page.locator("#bytesRead").press("End");
    assertThat(page.locator(".forecast .chip")).hasText("CLEAN_EOF");
    page.locator("nav a[href='/monitors']").click();
    assertThat(page.locator("td-live")).hasCount(1);
    page.goBack();

    assertThat(page.locator(".forecast .chip")).hasText("CLEAN_EOF");
    assertThat(page.locator("td-outcome")).hasCount(0);
  }

  @Test
  void theTourGoesOnWithItsAnswersAfterAWayBack() {
    Page page = open("/");
    page.locator(".tour-start").click();
    press(page, "Run it, and show the answer");
    assertThat(page.locator(".said")).containsText("The paper says");
    page.getByText("This run’s own page").click();
    assertThat(page.locator("td-play")).hasCount(0);
    page.goBack();

    assertThat(page.locator(".tour")).containsText("Question 1 of 5");
    assertThat(page.locator(".said")).containsText("The paper says");
    press(page, "Next question");
    assertThat(page.locator(".tour")).containsText("Question 2 of 5");
    assertThat(page.locator(".said")).hasCount(0);
    page.goBack();
    assertThat(page.locator(".said")).containsText("CLEAN_EOF");
    assertThat(console).isEmpty();
  }

  @Test
  void aConversationToStartFromIsThatOneInALink() {
    Page page = open("/#server={}");
    page.locator("[name=host]").fill("127.0.0.1");
    page.locator("[name=preset][value=redis]").check();
    Page again = open(page.url().replaceFirst("^http://[^/]+", ""));

    assertThat(again.locator("[name=preset][value=redis]")).isChecked();
  }

  @Test
  void theListOfCampaignsSaysWhatEachAsks() throws Exception {
    String once = campaign("{\"base\": {\"bytesSent\": 5}, \"axes\": {}, \"repetitions\": 3}");
    String grid =
        campaign(
            "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [1, 5], \"replyBytes\": [0,"
                + " 1]}, \"repetitions\": 1}");
    String search =
        campaign(
            "{\"base\": {\"bytesSent\": 50}, \"axes\": {\"bytesRead\": {\"bisect\": [0, 50],"
                + " \"until\": 1}}, \"repetitions\": 1}");
    Page page = open("/campaigns");

    for (String[] each :
        new String[][] {
          {once, "the same, 3 times"},
          {grid, "along bytesRead and replyBytes"},
          {search, "where it turns along bytesRead"}
        }) {
      Locator row =
          page.locator(
              "tbody tr",
              new Page.LocatorOptions().setHas(page.locator("a[href='" + each[0] + "']")));
      assertThat(row).containsText(Pattern.compile("loopback\\s*" + each[1]));
    }
  }

  @Test
  void aCampaignThatTheFormHasFieldsForFillsItWithItsOwn() throws Exception {
    String grid =
        campaign(
            "{\"label\": \"mine\", \"base\": {\"bytesSent\": 5}, \"axes\": {\"observerReads\":"
                + " [\"PROMPT\", \"LATE\"], \"bytesRead\": [1, 2, 3, 4, 5]}, \"repetitions\": 2}");
    Page page = open(grid);
    page.getByText("Change it").click();

    assertThat(page.locator("[name=down]")).hasValue("observerReads");
    assertThat(page.locator("[name=downValues]")).hasValue("PROMPT, LATE");
    assertThat(page.locator("[name=across]")).hasValue("bytesRead");
    assertThat(page.locator("[name=acrossValues]")).hasValue("1..5");
    assertThat(page.locator("[name=repetitions]")).hasValue("2");
    assertThat(page.locator("[name=label]")).hasValue("mine");
    assertThat(page.locator("td-heat .cell")).hasCount(10);
  }

  @Test
  void aCampaignWithoutAnAxisFillsTheFormWithoutOne() throws Exception {
    String once = campaign("{\"base\": {\"bytesSent\": 5}, \"axes\": {}, \"repetitions\": 3}");
    Page page = open(once);
    page.getByText("Change it").click();

    assertThat(page.locator("[name=down]")).hasValue("");
    assertThat(page.locator("[name=across]")).hasValue("");
    assertThat(page.locator("[name=acrossValues]")).isDisabled();
    assertThat(page.locator(".campaigns [role=status]")).containsText("1 cell, 3 runs.");
    assertThat(page.locator(".campaigns")).containsText("CLEAN_EOF");
    press(page, "Start it");
    assertThat(page.locator(".runs.all li")).hasCount(3);
    assertThat(console).isEmpty();
  }

  @Test
  void ofThreeAxesNoneIsLeftOutToFitTheForm() throws Exception {
    String three =
        campaign(
            "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [1, 5], \"replyBytes\": [0],"
                + " \"shutdownBeforeClose\": [true]}, \"repetitions\": 1}");
    Page page = open(three);

    assertThat(page.getByText("Run it again")).isVisible();
    assertThat(page.getByText("Change it")).hasCount(0);
  }

  @Test
  void aHeatMapMarksWhatNobodyExpectsAndNoResetThatIsExpected() throws Exception {
    Page page =
        open(
            campaign(
                "{\"base\": {\"bytesSent\": 5, \"expect\": {\"verdicts\": [\"RESET\"]}}, \"axes\":"
                    + " {\"bytesRead\": [1, 5]}, \"repetitions\": 3}"));
    Locator cells = page.locator("td-heat .cell");
    assertThat(cells).hasText(new String[] {"R", "C✗"});
    assertThat(page.locator("td-heat .cell.unexpected")).hasCount(1);
    assertThat(page.locator(".story [role=status]")).containsText("3 not as ‘expect’ wants them.");
    String reset = "element => getComputedStyle(element.querySelector('rect')).fill";
    Object red =
        page.evaluate("() => getComputedStyle(document.documentElement).getPropertyValue('--bad')");

    assertThat(cells.first().evaluate(reset))
        .asString()
        .isNotEmpty()
        .doesNotContain(red.toString());
    assertUsableByAll(page, "heat-unexpected");
  }

  @Test
  void aHeatMapSaysWhatItsPlusMeans() throws Exception {
    String grid =
        campaign(
            "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [1, 5]}, \"repetitions\":"
                + " 1}");
    Page one = open(grid);
    assertThat(one.locator("td-heat .legend")).containsText("a reset");
    assertThat(one.locator("td-heat .legend")).not().containsText("others besides");
    Page several =
        open("/campaigns#bytesSent=60000&bytesRead=1&replyBytes=60000&observerReads=LATE");

    assertThat(several.locator("td-heat .cell").first()).isVisible();
    if (several.locator("td-heat .cell").allTextContents().stream()
        .anyMatch(cell -> cell.contains("+"))) {
      assertThat(several.locator("td-heat .legend")).containsText("others besides");
    }
  }

  @Test
  void aLinkThatWasCutIsToldOfAsALinkNotAsASpec() {
    for (String path :
        new String[] {"/experiments/019a", "/campaigns/nonsense", "/campaigns?like=x"}) {
      Page page = open(path);

      assertThat(page.locator(".trouble")).containsText("This address can’t be looked up.");
    }
  }

  @Test
  void theLimitSaysWhatBecomesOfTheReplyOnEitherSide() throws Exception {
    Page page =
        open(
            campaign(
                "{\"base\": {\"bytesSent\": 50, \"replyBytes\": 10, \"observerReads\": \"BLOCKED\","
                    + " \"lingerSeconds\": 0}, \"axes\": {\"bytesRead\": {\"bisect\": [0, 50],"
                    + " \"until\": 1}}, \"repetitions\": 1}"));

    assertThat(page.locator("td-limit [role=status]")).containsText("The reply ");
  }
}
