package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From one answer of a server to what another run, another way of asking or a campaign says. */
@Tag("browser")
class BrowserRepeatIT extends BrowserServer {

  private static void answer(SocketChannel client) throws Exception {
    client.read(ByteBuffer.allocate(4096));
    client.write(ByteBuffer.wrap(WHOLE.getBytes(StandardCharsets.US_ASCII)));
  }

  private Page form(Listening server, Browser.NewContextOptions options) {
    Page page = open("/#server={}", options);
    page.locator("[name=host]").fill("127.0.0.1");
    page.locator("[name=port]").fill(String.valueOf(server.port()));
    page.locator("[name=preset][value=get]").check();
    return page;
  }

  private static Locator repeated(Page page) {
    return page.locator(".repeated [role=status]");
  }

  @ParameterizedTest
  @CsvSource({"390, DARK", "1600, LIGHT"})
  void aServerThatVariesIsSeenToVary(int width, ColorScheme scheme) throws Exception {
    AtomicInteger connections = new AtomicInteger();
    Listening.Serving everyOtherIsReset =
        client -> {
          boolean reset = connections.getAndIncrement() % 2 == 1;
          answer(client);
          if (reset) {
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
          }
        };
    try (Listening server = Listening.start(everyOtherIsReset)) {
      Page page =
          form(
              server,
              new Browser.NewContextOptions()
                  .setViewportSize(width, 900)
                  .setColorScheme(scheme)
                  .setReducedMotion(ReducedMotion.REDUCE));
      press(page, "Ask it 20 times");

      assertThat(repeated(page)).containsText("It varies: 10 of 20 ");
      assertThat(page.locator(".repeated .verdicts"))
          .hasText(Pattern.compile("(RESET 10\\s+CLEAN_EOF 10|CLEAN_EOF 10\\s+RESET 10)\\s*"));
      assertThat(page.locator(".repeated .facts")).containsText("50 % (29.9 % to 70.1 %)");
      // The first of its runs isn't a reset, and shows nothing of what a reset takes.
      assertThat(page.locator(".clients code").first()).hasText("ECONNRESET");
      assertUsableByAll(page, "repeated-%d-%s".formatted(width, scheme));

      page.getByText("Each of its runs").click();
      assertThat(page.locator(".runs.all li")).hasCount(20);
      assertThat(page.locator("td-heat")).hasCount(0);
      assertUsableByAll(page, "repeated-campaign-%d-%s".formatted(width, scheme));
      assertThat(console).isEmpty();
    }
  }

  @Test
  void whatToChangeIsToldOnceWhetherItWasAskedOnceOrTwentyTimes() throws Exception {
    Listening.Serving refuses =
        client -> {
          client.read(ByteBuffer.allocate(4096));
          client.write(
              ByteBuffer.wrap(
                  "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n"
                      .getBytes(StandardCharsets.US_ASCII)));
        };
    try (Listening server = Listening.start(refuses)) {
      Page page = form(server, new Browser.NewContextOptions());
      page.locator("[name=preset][value=upload]").check();
      press(page, "Ask it 20 times");
      assertThat(repeated(page)).containsText("a reset");
      assertThat(page.locator(".advice")).containsText("read on until the client closes");
      assertThat(page.locator(".clients")).hasCount(1);
      page.locator("button.run").click();

      assertThat(page.locator(".headline")).isVisible();
      assertThat(page.locator(".advice")).hasCount(1);
      assertThat(page.locator(".clients")).hasCount(1);
      assertThat(console).isEmpty();
    }
  }

  @Test
  void aServerThatDoesNotVaryIsSaidToAnswerTheSameEachTime() throws Exception {
    try (Listening server = Listening.start(BrowserRepeatIT::answer)) {
      Page page = form(server, new Browser.NewContextOptions());
      press(page, "Ask it 20 times");

      assertThat(repeated(page)).containsText("The same each time: a clean end, arrives whole.");
      assertThat(page.locator(".clients")).containsText("As one of these runs shows it");
      assertThat(page.locator(".clients .tone-good")).hasCount(3);
      page.locator("[name=port]").fill("1");
      assertThat(page.locator(".repeated .stale")).isVisible();
      assertThat(console).isEmpty();
    }
  }

  @Test
  void whatNoCampaignMayKeepIsSaidWhereItIsRepeated() throws Exception {
    try (Listening server = Listening.start(BrowserRepeatIT::answer)) {
      Page page = form(server, new Browser.NewContextOptions());
      page.locator("[name=preset][value=turns]").check();
      page.locator("[name=turns]").fill("[{\"say\": {\"text\": \"a\", \"secret\": true}}]");
      press(page, "Ask it 20 times");

      assertThat(page.locator(".repeated .trouble")).containsText("leave 'secret' out");
      assertThat(page.locator("[name=turns]")).hasValue(Pattern.compile(".*secret.*"));
    }
  }

  @Test
  void aPortThatSpeaksTlsIsAskedOverTlsByOneClick() throws Exception {
    // A TLS alert in answer to what is no ClientHello, as servers send it.
    Listening.Serving alerting =
        client -> {
          client.read(ByteBuffer.allocate(4096));
          client.write(ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 2, 70}));
        };
    try (Listening server = Listening.start(alerting)) {
      Page page = form(server, new Browser.NewContextOptions());
      page.locator("button.run").click();
      press(page, "Ask it over TLS");

      assertThat(page.locator("[name=tls]")).isChecked();
      assertThat(page.locator("#tls-title")).isVisible();
      assertThat(console).isEmpty();
    }
  }

  @Test
  void aServerThatSaysNothingInPlaintextIsAskedOverTlsByOneClick() throws Exception {
    try (Listening server = Listening.start(client -> client.read(ByteBuffer.allocate(4096)))) {
      Page page = form(server, new Browser.NewContextOptions());
      page.locator("button.run").click();
      press(page, "Ask it over TLS");

      assertThat(page.locator(".headline h2")).hasText("The TLS handshake failed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, 'it keeps a connection for 1,000 ms or longer'",
    "false, 'it keeps no connection for 500 ms'"
  })
  void aServerThatNeverClosesOrAtOnceIsSaidToDoSo(boolean patient, String words) throws Exception {
    Listening.Serving serving =
        client -> {
          answer(client);
          if (patient) {
            Channels.newInputStream(client).readAllBytes();
          }
        };
    try (Listening server = Listening.start(serving)) {
      Page page = form(server, new Browser.NewContextOptions());
      press(page, "How long does it keep a connection?");
      page.locator("[name=high]").fill("1000");
      press(page, "Start it");

      assertThat(page.locator("td-limit [role=status]")).containsText(words);
    }
  }

  @Test
  void howLongAConnectionIsKeptIsAskedWithoutWhatEndsIt() throws Exception {
    try (Listening server = Listening.start(BrowserRepeatIT::answer)) {
      for (String preset : new String[] {"nothing", "mail", "upload"}) {
        Page page = form(server, new Browser.NewContextOptions());
        page.locator("[name=preset][value=" + preset + "]").check();
        page.locator("[name=port]").fill(String.valueOf(server.port()));
        press(page, "How long does it keep a connection?");

        assertThat(page.locator("[name=axis]")).hasValue("/server/silenceMillis");
        assertThat(page.locator("[name=base]"))
            .not()
            .hasValue(Pattern.compile(".*(INITIATOR|QUIT|bodyBytes).*"));
      }
    }
  }

  @Test
  void fromWhichBodySizeOnIsAFormAndTwoClicks() throws Exception {
    // It reads 100 bytes of what is sent, so a longer body is left unread.
    try (Listening server =
        answering("HTTP/1.1 413 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) {
      Page page = form(server, new Browser.NewContextOptions());
      page.locator("[name=preset][value=upload]").check();
      press(page, "From which size on?");
      assertThat(page.locator("[name=axis]")).hasValue("/server/request/http/bodyBytes");
      page.locator("[name=high]").fill("8192");
      page.locator("[name=until]").fill("1024");
      press(page, "Start it");

      assertThat(page.locator("td-limit [role=status]"))
          .hasText(Pattern.compile("The (limit lies above|ends agree).*"));
      assertThat(page.locator(".campaign .story"))
          .containsText("127.0.0.1:%d: POST /".formatted(server.port()));
    }
  }

  @Test
  void whatWasChosenToBeReadComesBackWhereItHadNoRoomForAWhile() {
    Page page = open("/#bytesSent=5&bytesRead=3");
    Locator sent = page.locator(".amount:has(#bytesSent) .exact");
    for (String typed : new String[] {"2", "9"}) {
      sent.fill(typed);
      sent.blur();
    }

    assertThat(page.locator(".amount:has(#bytesRead) .exact")).hasValue("3");
    assertThat(page.locator(".forecast .chip")).hasText("RESET");
  }

  @Test
  void goingBackFromACureLeadsToTheQuestionBeforeIt() {
    Page page = open("/scenarios/echo-many-bytes");
    page.locator("button.run").click();
    press(page, "Apply it and run again");
    assertThat(page.locator(".did .chip")).hasText("CLEAN_EOF");
    page.goBack();

    assertThat(page.locator(".forecast .chip")).hasText("RESET");
  }

  @Test
  void goingBackOutOfTheTourEndsIt() {
    Page page = open("/");
    page.locator(".tour-start").click();
    press(page, "Next question");
    page.goBack();
    page.goBack();

    assertThat(page.locator(".tour")).hasCount(0);
  }

  @Test
  void theAnswerLeadsToItsStepsAndToItsOwnPage() throws Exception {
    try (Listening server = Listening.start(BrowserRepeatIT::answer)) {
      Page page = form(server, new Browser.NewContextOptions());
      page.locator("button.run").click();
      String asked = page.url();
      page.getByText("What happened, step by step").click();
      assertThat(page.locator("#result-title")).isFocused();
      assertThat(page).hasURL(asked);
      page.locator(".headline").getByText("This run’s own page").click();

      assertThat(page).hasURL(Pattern.compile(".*/experiments/[0-9a-f-]{36}"));
      assertThat(page.locator("td-ladder")).isVisible();
      assertThat(page.locator(".clients .tone-good")).hasCount(3);
      page.goBack();
      assertThat(page.locator("[name=port]")).hasValue(String.valueOf(server.port()));
    }
  }

  @Test
  void howLongAServerKeepsAConnectionIsAFormAndTwoClicks() throws Exception {
    Listening.Serving patientForASecond =
        client -> {
          client.write(
              ByteBuffer.wrap(
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII)));
          client.socket().setSoTimeout(1000);
          try {
            client.socket().getInputStream().readAllBytes();
          } catch (SocketTimeoutException e) {
            // Its patience ends.
          }
        };
    try (Listening server = Listening.start(patientForASecond)) {
      Page page = form(server, new Browser.NewContextOptions());
      press(page, "How long does it keep a connection?");
      assertThat(page.locator("[name=axis]")).hasValue("/server/silenceMillis");
      assertThat(page.locator("[name=base]"))
          .hasValue(Pattern.compile(".*\"targetPort\":%d.*".formatted(server.port())));
      page.locator("[name=high]").fill("4000");
      press(page, "Start it");

      assertThat(page.locator("td-limit [role=status]"))
          .hasText(
              Pattern.compile(
                  "The limit lies above [\\d,]+ ms and at most at [\\d,]+ ms: there it turns from"
                      + " kept open to a clean end\\."));
      assertThat(console).isEmpty();
    }
  }

  @Test
  void aQuestionGoesIntoACampaignAsWhatAllHaveInCommon() {
    Page page = open("/#bytesSent=7&bytesRead=2");
    page.getByText("Run it along an axis").click();

    assertThat(page.locator("[name=base]")).hasValue("{\"bytesSent\":7,\"bytesRead\":2}");
    assertThat(page.locator("td-heat")).isVisible();
  }

  @Test
  void whatWasTypedIsThereAgainAfterAWayBack() {
    Page page = open("/#server={}");
    page.locator("[name=preset][value=turns]").check();
    page.locator("[name=turns]").fill("[{\"say\":");
    page.locator(".bar nav").getByText("Campaigns").click();
    page.locator("[name=label]").fill("mine");
    page.locator("[name=base]").fill("{\"bytesSent\": 6");
    page.locator(".bar nav").getByText("History").click();

    page.goBack();
    assertThat(page.locator("[name=label]")).hasValue("mine");
    assertThat(page.locator("[name=base]")).hasValue("{\"bytesSent\": 6");
    page.goBack();
    assertThat(page.locator("[name=turns]")).hasValue("[{\"say\":");
    assertThat(console).isEmpty();
  }

  @Test
  void whatMayBeASecretIsNotKeptForAWayBack() {
    Page page = open("/#server={}");
    page.locator("[name=preset][value=turns]").check();
    page.locator("[name=turns]").fill("[{\"say\": {\"secret\": true, \"text\": \"hidden-word");

    assertThat(page.evaluate("() => JSON.stringify(history.state) + location.href").toString())
        .doesNotContain("hidden-word");
  }

  @Test
  void goingBackLeadsToTheScenarioBefore() {
    Page page = open("/");
    Locator title = page.locator(".story h1");
    assertThat(page.locator(".scenario").first()).isVisible();
    String first = title.textContent();
    page.locator(".scenario").nth(2).click();
    assertThat(title).not().hasText(first);
    String second = title.textContent();
    page.locator(".scenario").nth(3).click();
    assertThat(title).not().hasText(second);
    page.locator("button.run").click();
    assertThat(page.locator(".result")).isVisible();

    page.goBack();
    assertThat(title).hasText(second);
    assertThat(page.locator(".result")).hasCount(0);
    page.goBack();
    assertThat(title).hasText(first);
    page.goForward();
    assertThat(title).hasText(second);
    assertThat(console).isEmpty();
  }

  @Test
  void goingBackInTheTourLeadsToTheQuestionBefore() {
    Page page = open("/");
    page.locator(".tour-start").click();
    String first = page.locator(".story h1").textContent();
    press(page, "Next question");
    assertThat(page.locator(".story h1")).not().hasText(first);
    page.goBack();

    assertThat(page.locator(".story h1")).hasText(first);
    assertThat(page.locator(".tour")).containsText("Question 1 of 5");
  }

  @Test
  void aScenarioThatWasChangedSaysSoAndCanBeAsItWas() {
    for (String unchanged : new String[] {"/", "/#bytesRead=1&bytesSent=5"}) {
      Page first = open(unchanged);
      assertThat(first.locator(".forecast .chip")).hasText("RESET");
      assertThat(first.locator(".scenario").first()).isVisible();
      assertThat(first.locator(".changed")).isHidden();
    }
    Page page = open("/scenarios/echo-many-bytes");
    assertThat(page.locator(".forecast .chip")).hasText("RESET");
    assertThat(page.locator(".changed")).isHidden();
    page.locator("#bytesRead").press("End");
    assertThat(page.locator(".forecast .chip")).hasText("CLEAN_EOF");
    assertThat(page.locator(".changed")).isVisible();
    press(page, "As it was");

    assertThat(page.locator(".changed")).isHidden();
    assertThat(page.locator(".forecast .chip")).hasText("RESET");
  }

  @Test
  void theSameOverTlsAndACureAreOneClickEachAndLeadToWhatCameOfIt() {
    Page page = open("/scenarios/echo-many-bytes");
    page.locator("button.run").click();
    press(page, "Run the same over TLS");
    assertThat(page.locator("[name=tls]")).hasValue("TLS_1_3");
    assertThat(page.locator("#result-title")).isFocused();
    press(page, "Apply it and run again");

    assertThat(page.locator(".did .chip")).hasText("CLEAN_EOF");
    assertThat(page.locator("#result-title")).isFocused();
    assertThat(console).isEmpty();
  }
}
