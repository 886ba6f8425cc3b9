package net.teardown.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.regex.Pattern;
import net.teardown.servers.Listening;
import net.teardown.servers.TlsSide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS is spoken with a server from the page, in a real browser. */
@Tag("browser")
class BrowserTlsIT extends BrowserServer {

  private static final String REPLY = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  /** Answers a request, and ends its stream with a close_notify or without. */
  private static Listening server(X509Bundle certificate, boolean saysClose) throws IOException {
    return Listening.start(channel -> {
      TlsSide tls = new TlsSide(channel, certificate).handshake();
      tls.hear("\r\n\r\n");
      tls.say(REPLY);
      if (saysClose) {
        tls.closeNotify();
        channel.shutdownOutput();
        channel.read(ByteBuffer.allocate(100));
      }
    });
  }

  private Page asked(Browser.NewContextOptions options, int port) {
    Page page = open("/#server={}", options.setReducedMotion(ReducedMotion.REDUCE));
    page.locator("input[name=host]").fill("localhost");
    page.locator("input[name=preset][value=get]").check();
    page.locator("input[name=tls]").check();
    assertThat(page.locator("input[name=port]")).hasValue("443");
    page.locator("input[name=port]").fill("" + port);
    page.locator("button.run").click();
    return page;
  }

  private static Locator card(Page page) {
    return page.locator("section.tls");
  }

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "390, DARK", "1600, LIGHT", "1600, DARK"})
  void theCertificateAndHowTheStreamEndedAreShown(int width, ColorScheme colors) throws Exception {
    try (Listening server = server(TlsSide.CERTIFICATE, true)) {
      Page page =
          asked(
              new Browser.NewContextOptions().setViewportSize(width, 1000).setColorScheme(colors),
              server.port());

      assertThat(card(page)).containsText("with a close_notify: nothing of it is missing");
      assertThat(card(page)).containsText("TLS 1.3");
      assertThat(card(page)).containsText("CN=localhost");
      assertThat(card(page)).containsText("29 days left");
      assertThat(card(page)).containsText("no: unable to find valid certification path");
      assertThat(page.locator("td-ladder")).containsText("close_notify");
      assertUsableByAll(page, "tls-" + width + "-" + colors);
      assertThat(console).isEmpty();
    }
  }

  @Test
  void aStreamWithoutACloseNotifyIsTold() throws Exception {
    try (Listening server = server(TlsSide.CERTIFICATE, false)) {
      Page page = asked(new Browser.NewContextOptions(), server.port());

      assertThat(card(page)).containsText("with a FIN alone");
      assertThat(page.locator(".headline h2")).containsText("200 arrives whole");
    }
  }

  @Test
  void whatACertificateSaysIsNoMarkup() throws Exception {
    X509Bundle hostile =
        TlsSide.certificateOf(
            "CN=\"<img src=x onerror=alert(1)>\"", "localhost", Duration.ofDays(3));
    try (Listening server = server(hostile, true)) {
      Page page = asked(new Browser.NewContextOptions(), server.port());

      assertThat(card(page)).containsText("\\<img src\\=x onerror\\=alert(1)\\>");
      assertNoMarkup(page);
    }
  }

  @Test
  void aLinkKeepsWhatItSaysOfTls() throws Exception {
    try (Listening server = server(TlsSide.CERTIFICATE, true)) {
      Page page =
          open(
              "/#targetHost=localhost&targetPort=%d&server={\"tls\":{\"versions\":[\"TLS_1_3\"]},\"request\":{\"http\":{\"path\":\"/\"}}}"
                  .formatted(server.port()),
              new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));

      assertThat(page.locator("input[name=tls]")).isChecked();
      assertThat(page.locator(".carried")).containsText("TLS_1_3");
      page.locator("button.run").click();
      assertThat(card(page)).containsText("TLS 1.3");
    }
  }

  /** In plaintext the same ends cleanly; one choice more, and the ticket is unread. */
  @ParameterizedTest
  @CsvSource({"DARK, 1600", "LIGHT, 1600", "LIGHT, 390"})
  void aTicketThatNobodyReadsIsOneChoiceAway(ColorScheme scheme, int width) throws Exception {
    Page page =
        open(
            "/#bytesSent=5&closer=INITIATOR",
            new Browser.NewContextOptions()
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(scheme)
                .setViewportSize(width, 1000));
    assertThat(page.locator(".forecast .chip")).hasText("CLEAN_EOF");

    page.locator("select[name=tls]").selectOption("TLS_1_3");

    assertThat(page.locator(".forecast .chip")).hasText("RESET");
    assertThat(page.locator(".forecast")).containsText("session ticket");
    page.locator("button.run").click();
    assertThat(page.locator("td-ladder")).containsText("TLS 1.3");
    assertUsableByAll(page, "tls-between-%s-%d".formatted(scheme, width));
    page.locator("select[name=tls]").selectOption("TLS_1_2");
    assertThat(page.locator(".forecast .chip")).hasText("CLEAN_EOF");
    page.locator("select[name=tls]").selectOption("");
    assertThat(page.locator("input[name=closeNotify]")).hasCount(0);
    assertThat(page).hasURL(Pattern.compile("((?!tls).)*"));
  }
}
