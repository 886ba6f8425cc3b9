package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server is spoken with in turns from the page, in a real browser. */
@Tag("browser")
class BrowserConversationIT extends BrowserServer {

  private static final String SERVERS = "/#server={}";

  /** Greets with this, and answers EHLO and QUIT. */
  private static Listening mail(String greeting) throws IOException {
    return Listening.start(client -> {
      BufferedReader lines =
          new BufferedReader(Channels.newReader(client, StandardCharsets.US_ASCII));
      say(client, greeting + "\r\n");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        say(client, line.startsWith("EHLO") ? "250 mail.example\r\n" : "221 bye\r\n");
        if (line.startsWith("QUIT")) {
          return;
        }
      }
    });
  }

  private static void say(java.nio.channels.WritableByteChannel client, String text)
      throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Page servers(Browser.NewContextOptions options, int port) {
    Page page = open(SERVERS, options.setReducedMotion(ReducedMotion.REDUCE));
    page.locator("input[name=host]").fill("127.0.0.1");
    page.locator("input[name=preset][value=mail]").check();
    assertThat(page.locator("input[name=port]")).hasValue("25");
    page.locator("input[name=port]").fill("" + port);
    return page;
  }

  private static Locator rows(Page page) {
    return page.locator(".turns tbody tr");
  }

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "390, DARK", "1600, LIGHT", "1600, DARK"})
  void aMailServerIsSpokenWithTurnByTurn(int width, ColorScheme colors) throws Exception {
    try (Listening mail = mail("220 mail.example ESMTP")) {
      Page page =
          servers(
              new Browser.NewContextOptions().setViewportSize(width, 1000).setColorScheme(colors),
              mail.port());
      page.locator("button.run").click();

      assertThat(page.locator(".headline h2")).hasText("All 5 turns went as meant");
      assertThat(rows(page)).hasCount(5);
      assertThat(rows(page).first()).containsText("220 mail.example ESMTP");
      assertThat(rows(page).first().locator("th")).hasText("turns[0]");
      assertThat(page.locator("td-ladder")).containsText("turns[0]: met");
      assertUsableByAll(page, "conversation-" + width + "-" + colors);
      assertThat(console).isEmpty();
    }
  }

  @Test
  void whoIsToChangeWhatIsToldWhereAKeptConnectionBreaks() throws Exception {
    String asks = "{\"say\": {\"http\": {}}}, {\"hear\": {\"httpReply\": true}}";
    try (Listening server =
        Listening.start(channel -> {
          while (!Nasty.line(channel).isEmpty()) {}
          Nasty.write(channel, "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 2\r\n\r\nok");
        })) {
      Page page = servers(new Browser.NewContextOptions(), server.port());
      page.locator("textarea[name=turns]")
          .fill("[%s, {\"pauseMillis\": 300}, %s]".formatted(asks, asks));
      page.locator("button.run").click();

      assertThat(page.locator(".headline h2")).containsText("Request 2 of 2 got no reply: a ");
      assertThat(page.locator(".advice li"))
          .containsText(
              new String[] {
                "end idle connections", "say Connection: close", "raise keepalive_timeout"
              });
    }
  }

  @Test
  void whatAServerSaysIsNoMarkupAndWhereItStoppedIsTold() throws Exception {
    try (Listening mail = mail("554 " + HOSTILE)) {
      Page page = servers(new Browser.NewContextOptions(), mail.port());
      page.locator("textarea[name=turns]")
          .fill(
              "[{\"hear\": {\"match\": \"^220\", \"withinMillis\": 500}}, {\"say\": {\"text\":"
                  + " \"x\"}}]");
      page.locator("button.run").click();

      assertThat(page.locator(".headline h2"))
          .hasText("The conversation ended at turn 1 of 2 (turns[0]): something else came");
      assertThat(rows(page).first()).containsText("554 <img");
      assertThat(rows(page).last()).containsText("not reached");
      assertNoMarkup(page);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[{\"hear\": {\"match\": \"(\"}}] | \"(\"",
        "[{\"pauseMillis\": 5}, {\"hear\": {\"lime\": true}}] | true",
        "[{\"say\": {}}] | {}"
      })
  void theCursorStandsOnTheTurnThatIsRefused(String turns, String selected) {
    Page page = servers(new Browser.NewContextOptions(), 1);
    page.locator("textarea[name=turns]").fill(turns);
    page.locator("button.run").click();

    assertThat(page.locator("textarea[name=turns]")).isFocused();
    page.waitForFunction(
        "wanted => { const t = document.querySelector('textarea[name=turns]');"
            + " return t.value.slice(t.selectionStart, t.selectionEnd) === wanted; }",
        selected);
    assertThat(page.locator("textarea[name=turns]")).hasAttribute("aria-invalid", "true");
  }

  @Test
  void turnsThatArentJsonAreToldSoAndNothingIsSent() {
    Page page = servers(new Browser.NewContextOptions(), 1);
    page.locator("textarea[name=turns]").fill("[{\"hear\": }]");
    page.onRequest(request -> assertThat(request.url()).doesNotContain("/api/v1/experiments"));
    page.locator("button.run").click();

    assertThat(page.locator("#turns-fault")).containsText("aren’t JSON");
    assertThat(page.locator("textarea[name=turns]")).isFocused();
    assertThat(page.locator("textarea[name=turns]")).hasValue("[{\"hear\": }]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[{\"say\": {\"text\": \"a\"}, \"say\": {\"text\": \"b\"}}] | turns[0]",
        "[{\"hear\": {\"line\": true}}, {\"say\": {\"text\": \"a\", \"text\": \"b\"}}] |"
            + " turns[1].say",
        "[{\"say\": {\"http\": {\"headers\": {\"A\": \"1\", \"\\u0041\": \"2\"}}}}] |"
            + " turns[0].say.http.headers"
      })
  void aNameThatStandsTwiceIsToldWhereAndNothingIsSent(String turns, String place) {
    Page page = servers(new Browser.NewContextOptions(), 1);
    page.locator("textarea[name=turns]").fill(turns);
    page.onRequest(request -> assertThat(request.url()).doesNotContain("/api/v1/experiments"));
    page.locator("button.run").click();

    assertThat(page.locator("#turns-fault")).containsText("stands twice in " + place);
    assertThat(page.locator("textarea[name=turns]")).isFocused();
  }

  @Test
  void whatIsCopiedForCiAsksForAllTurns() {
    Page page = servers(new Browser.NewContextOptions(), 25);
    for (String form : new String[] {"CI", "Monitor"}) {
      page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(form)).click();
      assertThat(page.locator("#same-panel pre")).containsText("turnsMet");
      assertThat(page.locator("#same-panel pre")).not().containsText("WHOLE");
    }
  }

  @Test
  void aConversationIsALinkThatCanBeShared() throws Exception {
    try (Listening mail = mail("220 hi")) {
      Page page = servers(new Browser.NewContextOptions(), mail.port());
      String link = page.url();

      Page shared = open(link.substring(link.indexOf("/#")));
      assertThat(shared.locator("input[name=preset]:checked")).hasValue("mail");
      assertThat(shared.locator("textarea[name=turns]"))
          .hasValue(page.locator("textarea[name=turns]").inputValue());
    }
  }
}
