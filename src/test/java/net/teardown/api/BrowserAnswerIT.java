package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.Map;
import net.teardown.servers.Listening;
import net.teardown.servers.TlsSide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands around an answer in a real browser: the tab's title, and the rows of the atlas. */
@Tag("browser")
class BrowserAnswerIT extends BrowserServer {

  private static final String REFUSAL =
      "HTTP/1.1 413 Too Large\r\n%sContent-Length: 3\r\nConnection: close\r\n\r\nno\n";

  @Test
  void everyViewHasATitleOfItsOwnThatChangesAsOneNavigates() {
    Page page = open("/");
    assertThat(page).hasTitle("Play - Teardown");
    for (String[] view :
        new String[][] {
          {"Your server", "Your server - Teardown"},
          {"History", "History - Teardown"},
          {"Campaigns", "Campaigns - Teardown"},
          {"Live", "Live - Teardown"}
        }) {
      page.locator(".bar nav").getByText(view[0]).click();
      assertThat(page).hasTitle(view[1]);
    }
    page.goBack();
    assertThat(page).hasTitle("Campaigns - Teardown");
    page.navigate("http://localhost:" + port + "/monitors/nodes");
    assertThat(page).hasTitle("nodes - Live - Teardown");
  }

  @Test
  void theTitleOfARunSaysItsVerdictAndItsScenario() throws Exception {
    Page page = open("/");
    page.locator("button.run").click();
    assertThat(page).hasTitle("RESET - echo-many-bytes - Teardown");
    page.locator("#bytesRead").press("End");
    assertThat(page).not().hasTitle("RESET - echo-many-bytes - Teardown");
    page.locator("button.run").click();
    assertThat(page).hasTitle("CLEAN_EOF - A sends 5; B reads 5, closes - Teardown");
    page.locator(".scenarios")
        .getByText("Five bytes sent, one read, shut down, then closed")
        .click();
    assertThat(page).hasTitle("echo-many-bytes-shutdown - Teardown");

    String kept = post("/api/v1/experiments", ECHO).header("Location").replace("/api/v1", "");
    assertThat(open(kept)).hasTitle("RESET - echo-many-bytes - Teardown");
    String labelled =
        post(
                "/api/v1/experiments",
                mapper.writeValueAsString(
                    Map.of("bytesSent", 7, "bytesRead", 2, "label", "<b>\u202enightly")))
            .header("Location")
            .replace("/api/v1", "");
    assertThat(open(labelled)).hasTitle("RESET - <b>\\u202enightly - Teardown");
    assertThat(console).isEmpty();
  }

  @Test
  void theAtlasRowsOfAServerStandBesideItsAnswer() throws Exception {
    try (Listening server = answering(REFUSAL.formatted("Server: nginx/1.22.1\r\n"))) {
      Page page = ask(server, new Browser.NewContextOptions());
      Locator rows = page.locator("td-atlas tbody tr");

      assertThat(rows).hasCount(4);
      assertThat(rows.first()).containsText("nginx 1.22.1");
      assertThat(rows.first()).containsText("WHOLE 413");
      assertThat(page).hasTitle("RESET - 127.0.0.1:%d - Teardown".formatted(server.port()));
      assertThat(page.locator("td-atlas a")).hasAttribute("href", "/docs/atlas");
    }
  }

  @Test
  void overTlsTheRowsAreWhatItWasAskedOverTls() throws Exception {
    Listening.Serving refusing =
        channel -> {
          TlsSide tls = new TlsSide(channel).handshake();
          tls.hear(100);
          tls.say(REFUSAL.formatted("Server: nginx/1.22.1\r\n"));
          tls.hearClose();
        };
    try (Listening server = Listening.start(refusing)) {
      Page page = form(server, new Browser.NewContextOptions());
      page.getByText("TLS from the start").click();
      answered(page);
      Locator rows = page.locator("td-atlas tbody tr");

      assertThat(rows).hasCount(2);
      assertThat(rows.first()).containsText("nginx 1.22.1");
      assertThat(rows.first()).containsText("CLOSE_NOTIFY 413");
      assertThat(rows.nth(1)).containsText("1.3");
      assertUsableByAll(page, "atlas-tls");
    }
  }

  @Test
  void aServerThatTheAtlasDoesNotHaveIsNamedAsText() throws Exception {
    try (Listening server = answering(REFUSAL.formatted("Server: " + HOSTILE + "\r\n"))) {
      Page page = ask(server, new Browser.NewContextOptions());

      assertThat(page.locator("td-atlas")).containsText("was not among the servers");
      assertNoMarkup(page);
      assertThat(console).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Server: Apache-Coyote/1.1, 390, DARK",
    "Server: Apache-Coyote/1.1, 1600, LIGHT",
    "'', 390, LIGHT",
    "'', 1600, DARK"
  })
  void theAtlasIsUsableByAllAndFitsItsScreen(String says, int width, ColorScheme scheme)
      throws Exception {
    try (Listening server = answering(REFUSAL.formatted(says.isEmpty() ? "" : says + "\r\n"))) {
      Page page =
          ask(
              server,
              new Browser.NewContextOptions()
                  .setViewportSize(width, 900)
                  .setColorScheme(scheme)
                  .setReducedMotion(ReducedMotion.REDUCE));
      assertThat(page.locator("td-atlas h2")).isVisible();
      if (says.isEmpty()) {
        page.getByText("Servers that need not say it either").click();
      }
      assertThat(page.locator("td-atlas tbody tr").first()).isVisible();

      assertUsableByAll(
          page, "atlas-%s-%d-%s".formatted(says.isEmpty() ? "unnamed" : "tomcat", width, scheme));
    }
  }

  private Page ask(Listening server, Browser.NewContextOptions options) {
    return answered(form(server, options));
  }

  private Page form(Listening server, Browser.NewContextOptions options) {
    Page page = open("/#server={}", options);
    page.locator("[name=host]").fill("127.0.0.1");
    page.locator("[name=port]").fill(String.valueOf(server.port()));
    return page;
  }

  private static Page answered(Page page) {
    page.locator("button.run").click();
    assertThat(page.locator(".headline")).isVisible();
    return page;
  }
}
