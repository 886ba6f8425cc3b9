package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.teardown.servers.EchoServer;
import net.teardown.servers.Running;
import net.teardown.servers.Server;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the service's reports about third-party servers, each of them a real one. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ServerIT {

  private static final int TIMES = Boolean.getBoolean("soak") ? 50 : 10;
  private static final int AT_ONCE = 10;

  /** More than the buffers of both ends hold, and twice what Tomcat discards. */
  private static final int BODY_BYTES = 10_485_760;

  /** A server that reads nothing for so long, with its reply unread, is reported as stuck. */
  private static final int SETTLE_MILLIS = 500;

  /** How long a server on a busy machine may take from its reply to its close. */
  private static final int CLOSES_WITHIN_MILLIS = 10_000;

  @TempDir private static Path directory;

  private static ServiceProcess service;

  @BeforeAll
  static void startTheService() throws Exception {
    Needs.posixStack();
    service = ServiceProcess.start(List.of(), directory, "--teardown.responder.port=0");
  }

  @AfterAll
  static void endTheService() {
    if (service != null) {
      service.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "NGINX",
        "NGINX_LINGERING_OFF",
        "NGINX_LINGERING_ALWAYS",
        "NGINX_RESET_TIMEDOUT",
        "APACHE",
        "LIGHTTPD",
        "TOMCAT_SWALLOWS_ALL"
      })
  void whoTakesTheWholeUploadEndsCleanlyAndItsRefusalReachesEveryClient(Server server)
      throws Exception {
    assertEach(
        server,
        probe -> {
          assertThat(probe.verdict()).isEqualTo("CLEAN_EOF");
          assertThat(probe.writeError()).isNull();
          assertThat(probe.readerGets()).isEqualTo("WHOLE 413");
          assertThat(probe.stopperGets()).isEqualTo("WHOLE 413");
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"HAPROXY_PROXY", "NODE", "NETTY_AGGREGATOR"})
  void whoKeepsTheConnectionTakesTheWholeUploadToo(Server server) throws Exception {
    assertEach(
        server,
        SETTLE_MILLIS,
        probe -> {
          assertThat(probe.verdict()).isEqualTo("KEPT_OPEN");
          assertThat(probe.teardown()).isEqualTo("KEEPS_OPEN");
          assertThat(probe.readerGets()).isEqualTo("WHOLE 413");
          assertThat(probe.stopperGets()).isEqualTo("WHOLE 413");
        });
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "HAPROXY_DENY",
        "HAPROXY_RETURN",
        "CADDY_RESPOND",
        "TOMCAT",
        "NODE_CLOSE",
        "PYTHON_1_0",
        "PYTHON_1_1"
      })
  void whoHalfClosesAndThenClosesHidesAResetAndIsHeardByThoseAloneWhoReadOn(Server server)
      throws Exception {
    assertEach(
        server,
        probe -> {
          assertThat(probe.verdict()).isEqualTo("EOF_THEN_RESET");
          // Where bytes were on their way that a plain close would have reset too, both are named.
          assertThat(probe.teardowns())
              .isIn(
                  List.of(),
                  List.of("HALF_CLOSE_THEN_CLOSE"),
                  List.of("HALF_CLOSE_THEN_CLOSE", "PLAIN_CLOSE"));
          assertThat(probe.writeError()).isEqualTo("EPIPE");
          assertThat(probe.readerGets()).isEqualTo("WHOLE 413");
          assertThat(probe.stopperGets()).isEqualTo("NOTHING");
        });
  }

  /** Jetty reads on as long as bytes are available, so the client's pace decides. */
  @ParameterizedTest
  @EnumSource(names = {"JETTY", "JETTY_READS_ALL", "JETTY_READS_NOTHING"})
  void jettyKeepsTheConnectionOrHidesAResetAndItsRefusalReachesThoseWhoReadOn(Server server)
      throws Exception {
    assertEach(
        server,
        SETTLE_MILLIS,
        probe -> {
          assertThat(probe.verdict()).isIn("KEPT_OPEN", "EOF_THEN_RESET");
          assertThat(probe.readerGets()).isEqualTo("WHOLE 413");
        });
  }

  /**
   * close(2) resets at once if data is unread; otherwise the next data that arrives is reset, after
   * the FIN (RFC 1122 4.2.2.13). Node reads while it closes, so its pace decides which of the two
   * happens.
   */
  @ParameterizedTest
  @EnumSource(names = "NODE_DESTROY")
  void whoJustClosesResetsAtOnceOrBehindItsFin(Server server) throws Exception {
    assertEach(
        server,
        probe -> {
          assertThat(probe.verdict()).isIn("RESET", "EOF_THEN_RESET");
          if (probe.verdict().equals("RESET")) {
            assertThat(probe.teardowns())
                .containsExactly("PLAIN_CLOSE", "ABORT", "SOCKET_GONE", "IN_BETWEEN");
          }
          assertThat(probe.writeError()).isIn("ECONNRESET", "EPIPE");
          assertThat(probe.readerGets()).isEqualTo("WHOLE 413");
          assertThat(probe.stopperGets()).isEqualTo("NOTHING");
        });
  }

  /**
   * The proxy forwards the body to a server that has refused it, and may notice the failure before
   * the reply.
   */
  @ParameterizedTest
  @EnumSource(names = "CADDY_PROXY")
  void aProxyMayAnswerInPlaceOfTheServerBehindIt(Server server) throws Exception {
    assertEach(
        server,
        SETTLE_MILLIS,
        probe -> {
          // The reply races with the copying of the body, and sometimes the whole body is copied.
          assertThat(probe.verdict()).isIn("EOF_THEN_RESET", "CLEAN_EOF", "KEPT_OPEN");
          assertThat(probe.readerGets()).isIn("WHOLE 413", "WHOLE 502");
          assertThat(probe.stopperGets())
              .isEqualTo(probe.writeError() == null ? probe.readerGets() : "NOTHING");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "false, 1, CLEAN_EOF",
    "false, 5, RESET",
    "true, 1, CLEAN_EOF",
    "true, 5, EOF_THEN_RESET"
  })
  void thePapersEchoServerEndsAsThePaperHasItAndAsItDoesNot(
      boolean shutdown, int bytes, String verdict) throws Exception {
    EchoServer.needs();
    try (EchoServer server = EchoServer.start(shutdown)) {
      List<Probe> probes =
          Probe.times(
              TIMES, AT_ONCE, () -> Probe.of(service, server.port(), "'bytesSent':" + bytes));
      assertThat(probes)
          .allSatisfy(probe -> {
            assertThat(probe.verdict()).isEqualTo(verdict);
            assertThat(probe.server().get("replyBytes").asInt()).isOne();
          });
    }
  }

  /** Asserts of a server that closes. */
  private static void assertEach(Server server, ThrowingConsumer<Probe> expected) throws Exception {
    assertEach(server, CLOSES_WITHIN_MILLIS, expected);
  }

  /**
   * @param silenceMillis after how long without a byte the connection counts as kept
   */
  private static void assertEach(Server server, int silenceMillis, ThrowingConsumer<Probe> expected)
      throws Exception {
    server.needs();
    String upload =
        ("'server':{'request':{'http':{'method':'POST','bodyBytes':%d}}"
             + ",'writing':'ALL_THEN_READ','silenceMillis':%d,'settleMillis':%d},'timeoutMillis':30000")
            .formatted(BODY_BYTES, silenceMillis, SETTLE_MILLIS);
    try (Running running = server.start()) {
      List<Probe> probes =
          Probe.times(TIMES, AT_ONCE, () -> Probe.of(service, running.port(), upload));
      assertThat(probes).hasSize(TIMES).allSatisfy(expected);
    }
  }
}
