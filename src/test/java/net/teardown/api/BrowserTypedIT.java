package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is typed is asked as it was typed, kept, and marked where it can't be. */
@Tag("browser")
class BrowserTypedIT extends BrowserServer {

  private static Listening once(String status, String fields) throws Exception {
    return Listening.start(client -> {
      client.read(ByteBuffer.allocate(4096));
      write(client, status, fields);
    });
  }

  private static Listening always(String status) throws Exception {
    return Listening.start(client -> {
      while (client.read(ByteBuffer.allocate(4096)) > 0) {
        write(client, status, "");
      }
    });
  }

  private static void write(SocketChannel client, String status, String fields) throws Exception {
    String reply = "HTTP/1.1 %s\r\n%sContent-Length: 2\r\n\r\nok".formatted(status, fields);
    client.write(ByteBuffer.wrap(reply.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Locator turns(Page page) {
    return page.locator("textarea[name=turns]");
  }

  /** The form for a kept connection that pauses only shortly. */
  private Page kept(Listening server) {
    Page page = open("/#server={}");
    page.locator("[name=host]").fill("127.0.0.1");
    page.locator("[name=port]").fill(String.valueOf(server.port()));
    page.locator("[name=preset][value=kept]").check();
    page.locator("[name=pause]").fill("300");
    return page;
  }

  @Test
  void thePathOfAPastedUrlAndThePauseGoIntoTheTurnsAndStayThere() {
    Page page = open("/#server={}");
    page.locator("[name=preset][value=kept]").check();
    page.locator("[name=host]").fill("http://127.0.0.1:7/api/things?a=b");
    page.locator("[name=host]").press("Tab");
    page.locator("[name=pause]").fill("3000");
    assertThat(turns(page))
        .hasValue(Pattern.compile("/api/things[\\s\\S]*3000[\\s\\S]*/api/things"));
    String typed = turns(page).inputValue();
    page.locator("[name=preset][value=get]").check();
    page.locator("[name=preset][value=kept]").check();
    assertThat(turns(page)).hasValue(typed);

    Page linked = open(page.url().replaceFirst("^http://[^/]+", ""));
    assertThat(linked.locator("[name=preset][value=kept]")).isChecked();
    assertThat(turns(linked)).hasValue(typed);
    assertThat(console).isEmpty();
  }

  @Test
  void aKeptRunIsAskedAgainWithoutWhatNeedNotBeSaid() throws Exception {
    try (Listening server = always("200 OK")) {
      Page page = kept(server);
      page.locator("button.run").click();
      assertThat(page.locator(".headline h2")).hasText("All 5 turns went as meant");
      assertThat(page.locator(".headline")).containsText("nothing was said for 300 ms");
      page.getByText("This run’s own page").first().click();
      page.getByText("Ask it again").click();

      assertThat(page.locator("[name=preset][value=kept]")).isChecked();
      assertThat(turns(page)).not().hasValue(Pattern.compile("host"));
      assertThat(console).isEmpty();
    }
  }

  @Test
  void aLastReplyThatIsAnErrorIsNoPass() throws Exception {
    try (Listening server = always("500 Internal Server Error")) {
      Page page = kept(server);
      page.locator("button.run").click();

      assertThat(page.locator(".headline h2"))
          .hasText("All 5 turns went as meant; its last reply is a 500");
      assertThat(page.locator(".headline.tone-warn")).hasCount(1);
    }
  }

  @Test
  void aRequestWithoutAReplyIsCountedAsSuchHoweverOftenItIsAsked() throws Exception {
    try (Listening server = once("200 OK", "")) {
      Page page = kept(server);
      page.locator("button.run").click();
      assertThat(page.locator(".headline h2")).containsText("Request 2 of 2 got no reply: a ");
      assertThat(page.locator(".headline.tone-bad")).hasCount(1);
      press(page, "Ask it 20 times");

      assertThat(page.locator(".repeated .facts")).containsText("20 × none to the last turn");
      assertThat(page.locator(".repeated .facts")).containsText("0 of 20");
      assertThat(page.locator(".repeated")).not().containsText("nothing sent back");
    }
  }

  @Test
  void aServerThatAnnouncedItsCloseIsNotTheGuiltyOne() throws Exception {
    try (Listening server = once("200 OK", "Connection: close\r\n")) {
      Page page = kept(server);
      page.locator("button.run").click();

      assertThat(page.locator(".headline h2")).containsText("as the one before it had announced");
      assertThat(page.locator(".headline.tone-bad")).hasCount(0);
      assertThat(page.locator(".advice")).not().containsText("The server");
    }
  }

  @ParameterizedTest
  @CsvSource({"1e3, 1e3, '12 cells, 12,000 runs.'", "-5, -5, 'repetitions must be 1 to'"})
  void whatIsTypedIntoAFieldOfNumbersIsNotSwallowed(String typed, String held, String said) {
    Page page = open("/campaigns");
    Locator field = page.locator("[name=repetitions]");
    field.press("Control+A");
    field.pressSequentially(typed);

    assertThat(field).hasValue(held);
    assertThat(page.locator("section [role=status]")).containsText(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base | {\"bytesSent\": 5 | isn’t JSON yet",
        "acrossValues | 6..0 | has no values yet",
        "downValues | maybe | must be true or false",
        "base | {\"byteSent\": 5} | did you mean 'bytesSent'?"
      })
  void whatCannotBeAskedIsMarkedAndToldAtItsField(String field, String typed, String words) {
    Page page = open("/campaigns");
    assertThat(page.locator("section [role=status]")).containsText("12 cells");
    page.locator("[name=" + field + "]").fill(typed);

    assertThat(page.locator("#" + field + "-wrong")).containsText(words);
    assertThat(page.locator(".order [aria-invalid=true]")).hasCount(1);
    assertThat(page.locator("[name=" + field + "]")).hasAttribute("aria-invalid", "true");
    assertThat(page.locator(".order")).not().containsText("initiatorHalfCloses, idleMillis");
    press(page, "Start it");
    assertThat(page.locator("[name=" + field + "]")).isFocused();
  }

  @Test
  void aFieldThatWasNotTakenShowsWhatHolds() {
    Page page = open("/scenarios/echo-many-bytes");
    Locator sent = page.locator("#bytesSent").locator("xpath=..").locator(".exact");
    sent.fill("2.5");
    sent.press("Tab");

    assertThat(page.locator(".amount [role=alert]")).containsText("2.5 isn’t taken, and 5 stays.");
    assertThat(sent).hasValue("5");
  }

  @Test
  void whatIsNotTakenIsShownBeforeSomethingElseRuns() {
    Page page = open("/scenarios/echo-many-bytes");
    page.locator("#bytesRead").locator("xpath=..").locator(".exact").fill("9");
    page.locator("button.run").click();
    assertThat(page.locator(".amount [role=alert]")).isInViewport();
    assertThat(page.locator("td-outcome")).hasCount(0);
    page.locator("button.run").click();

    assertThat(page.locator(".did .chip")).hasText("RESET");
  }

  @Test
  void aRangeThatIsTooLongIsRefusedAndNotCut() {
    Page page = open("/campaigns");
    page.locator("[name=base]").fill("{\"bytesSent\": 100000}");
    page.locator("[name=acrossValues]").fill("0..100000");

    assertThat(page.locator("section [role=status]")).containsText("must make at most 10000 cells");
  }

  @Test
  void whatWasRefusedOfOtherWordsIsGone() {
    Page page = open("/#server={}");
    page.locator("[name=host]").fill("127.0.0.1:7/api/things");
    page.locator("[name=host]").press("Tab");
    assertThat(page.locator("[name=host]")).hasValue("127.0.0.1");
    assertThat(page.locator("[name=port]")).hasValue("7");
    page.locator("[name=preset][value=turns]").check();
    turns(page).fill("[]");
    page.locator("button.run").click();
    assertThat(page.locator(".trouble")).isVisible();
    page.locator("[name=preset][value=get]").check();

    assertThat(page.locator(".trouble")).hasCount(0);
    assertThat(page.locator(".details input")).hasValue("/api/things");
  }

  @Test
  void whatIsDrainedIsNotCalledUnread() {
    Page page = open("/scenarios/lingering-close");

    assertThat(page.locator("output[for=bytesRead]")).containsText("drained after its half-close");
  }

  @Test
  void aStreamWithoutACloseNotifyDidNotEndWell() {
    Page page =
        open(
            "/#bytesSent=20&replyBytes=5&shutdownBeforeClose=true&drainBeforeClose=true&tls={\"versions\":[\"TLS_1_3\"],\"closeNotify\":\"SKIP\"}",
            new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
    page.locator("button.run").click();
    assertThat(page.locator(".did .chip")).hasText("CLEAN_EOF");
    assertThat(page.locator(".cure")).containsText("Send a close_notify");
    press(page, "Apply it and run again");

    assertThat(page.locator(".cure")).containsText("Nothing to mend");
    assertThat(console).isEmpty();
  }

  @Test
  void aRunThatIsNotAsItMustBeSaysSoOnItsOwnPage() throws Exception {
    Page page =
        open(
            post(
                    "/api/v1/experiments",
                    "{\"bytesSent\": 5, \"expect\": {\"verdicts\": [\"RESET\"]}}")
                .header("Location")
                .replace("/api/v1", ""));

    assertThat(page.locator(".story")).containsText("Not as its ‘expect’ wants it");
  }

  @Test
  void whereNoResetIsHiddenAThresholdIsToldOnce() throws Exception {
    Page page =
        open(
            post(
                    "/api/v1/campaigns?wait=60",
                    "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [1, 5]},"
                        + " \"repetitions\": 20}")
                .header("Location")
                .replace("/api/v1", ""));

    assertThat(page.locator(".thresholds li")).hasCount(1);
  }
}
