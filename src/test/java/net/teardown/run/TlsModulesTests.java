package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.probe.BuiltInModules;
import net.teardown.probe.ProbeModule;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import net.teardown.servers.TlsSide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the built-in modules that speak TLS make of servers that end it in each way. */
@Timeout(60)
class TlsModulesTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static Outcome probe(String module, Listening.Serving serving) throws Exception {
    try (Listening server = Listening.start(serving)) {
      return CLIENT.run(
          BuiltInModules.named(module)
              .against("127.0.0.1:" + server.port(), Duration.ofSeconds(20)));
    }
  }

  private static boolean isMet(String module, Outcome outcome) {
    ProbeModule asked = BuiltInModules.named(module);
    return asked.isMetBy(outcome);
  }

  @ParameterizedTest
  @CsvSource({"true, TLSv1.3", "true, TLSv1.2", "false, TLSv1.3", "false, TLSv1.2"})
  void anOrderlyEndOfTlsIsASuccessWithItsCloseNotifyOrWithout(boolean answers, String version)
      throws Exception {
    Outcome outcome =
        probe(
            "tls_close",
            channel -> {
              TlsSide tls = new TlsSide(channel, version).handshake();
              assertThat(tls.hearClose()).isTrue();
              if (answers) {
                tls.closeNotify();
              }
            });

    assertThat(isMet("tls_close", outcome)).as("%s", outcome).isTrue();
  }

  /** Between the two the server could end the connection too, and nobody knew who was first. */
  @RepeatedTest(10)
  void theFinComesWithTheCloseNotify() throws Exception {
    AtomicInteger behind = new AtomicInteger();
    probe(
        "tls_close",
        channel -> {
          TlsSide tls = new TlsSide(channel, "TLSv1.3").handshake();
          tls.hearClose();
          channel.configureBlocking(false);
          behind.set(channel.read(ByteBuffer.allocate(1)));
        });

    assertThat(behind).hasValue(-1);
  }

  @Test
  void aServerWithoutTlsIsNoSuccess() throws Exception {
    Outcome outcome = probe("tls_close", channel -> Nasty.write(channel, "220 ready\r\n"));

    assertThat(isMet("tls_close", outcome)).as("%s", outcome).isFalse();
  }

  @Test
  void aRefusalOfAnUploadArrivesOverTls() throws Exception {
    Outcome outcome =
        probe(
            "https_early_reply",
            channel -> {
              TlsSide tls = new TlsSide(channel).handshake();
              tls.hear(100_000L);
              tls.say("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
              tls.hear(4_194_304L);
              tls.closeNotify();
              channel.shutdownOutput();
              tls.hearClose();
            });

    assertThat(isMet("https_early_reply", outcome)).as("%s", outcome).isTrue();
    assertThat(outcome.httpStatus()).isEqualTo(413);
  }

  @Test
  void aMailServerGoesOverToTls() throws Exception {
    Outcome outcome =
        probe(
            "starttls_smtp",
            channel -> {
              Nasty.write(channel, "220 mail.example ESMTP\r\n");
              Nasty.line(channel);
              Nasty.write(channel, "250-mail.example\r\n250 STARTTLS\r\n");
              Nasty.line(channel);
              Nasty.write(channel, "220 ready for TLS\r\n");
              TlsSide tls = new TlsSide(channel).handshake();
              tls.hear("\r\n");
              tls.say("250-mail.example\r\n250 HELP\r\n");
              assertThat(tls.hear("\r\n")).isEqualTo("QUIT\r\n");
              tls.say("221 bye\r\n");
              tls.closeNotify();
            });

    assertThat(isMet("starttls_smtp", outcome)).as("%s", outcome).isTrue();
  }

  @Test
  void aCertificateThatNobodyVouchesForIsNoSuccess() throws Exception {
    Outcome outcome =
        probe(
            "tls_certificate",
            channel -> {
              try {
                new TlsSide(channel).handshake();
              } catch (SSLException _) {
                // The client refused it.
              }
            });

    assertThat(isMet("tls_certificate", outcome)).as("%s", outcome).isFalse();
  }
}
