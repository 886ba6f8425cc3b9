package net.teardown.run;

import static java.util.Objects.requireNonNull;
import static net.teardown.run.AgainstServers.server;
import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.evidence.TurnTaken.Ended;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.Verdict;
import net.teardown.scenario.BuiltInScenarios;
import net.teardown.scenario.Scenario;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import net.teardown.servers.TlsSide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scenarios in turns, each against a small server that behaves as its story says. */
@Timeout(60)
class ScenarioConversationsTests {

  private static final AgainstServers CLIENT = new AgainstServers();
  private static final String REPLY = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static Outcome run(String name, Listening.Serving serving) throws Exception {
    return run(name, SpecDraft.of(SpecFields.TARGET_HOST, "127.0.0.1"), serving);
  }

  private static Outcome run(String name, SpecDraft change, Listening.Serving serving)
      throws Exception {
    Scenario scenario = BuiltInScenarios.named(name);
    try (Listening server = Listening.start(serving)) {
      Outcome outcome = CLIENT.run(against(scenario, change, server));
      assertThat(scenario.prediction().verdicts()).as("%s", outcome).contains(outcome.verdict());
      assertThat(scenario.prediction().deliveries()).as("%s", outcome).contains(outcome.delivery());
      return outcome;
    }
  }

  private static Spec against(Scenario scenario, SpecDraft change, Listening server) {
    return scenario
        .spec()
        .overriddenBy(change)
        .with(SpecFields.TARGET_HOST, "127.0.0.1")
        .with(SpecFields.TARGET_PORT, server.port())
        .toSpec();
  }

  /** Whether it is what the scenario's expectation wants. */
  private static boolean met(String name, Outcome outcome) {
    return outcome.meets(requireNonNull(BuiltInScenarios.named(name).spec().expect()));
  }

  private static Ended lastTurn(Outcome outcome) {
    return server(outcome).turns().getLast().ended();
  }

  /** Reads what ends with this. */
  private static void read(SocketChannel channel, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (!read.toString().endsWith(end)) {
      if (channel.read(one.clear()) < 0) {
        throw new IOException("ended behind " + read);
      }
      read.append((char) (one.get(0) & 0xff));
    }
  }

  private static void readToTheEnd(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    while (channel.read(bytes.clear()) >= 0) {}
  }

  @Test
  void theSecondRequestMeetsAConnectionThatTheServerHasClosed() throws Exception {
    Outcome outcome =
        run(
            "keepalive-second-request",
            SpecDraft.withinTurns("/2/pauseMillis", 300),
            channel -> {
              read(channel, "\r\n\r\n");
              Nasty.write(channel, REPLY);
              TimeUnit.MILLISECONDS.sleep(100);
            });

    assertThat(met("keepalive-second-request", outcome)).isFalse();
    assertThat(lastTurn(outcome)).isIn(Ended.END, Ended.RESET);
    assertThat(outcome.verdict()).isEqualTo(Verdict.EOF_THEN_RESET);
    assertThat(outcome.delivery()).isEqualTo(Delivery.NONE_SENT);
  }

  @Test
  void theSecondRequestIsAnsweredByAPatientServer() throws Exception {
    Outcome outcome =
        run(
            "keepalive-second-request",
            SpecDraft.withinTurns("/2/pauseMillis", 100),
            channel -> {
              for (int i = 0; i < 2; i++) {
                read(channel, "\r\n\r\n");
                Nasty.write(channel, REPLY);
              }
              readToTheEnd(channel);
            });

    assertThat(met("keepalive-second-request", outcome)).isTrue();
    assertThat(outcome.verdict()).isEqualTo(Verdict.KEPT_OPEN);
  }

  private static void greetLate(SocketChannel channel) throws Exception {
    TimeUnit.MILLISECONDS.sleep(2000);
    Nasty.write(channel, "220 mail.example ESMTP\r\n");
    read(channel, "QUIT\r\n");
    Nasty.write(channel, "221 bye\r\n");
  }

  @Test
  void aPatientMailClientWaitsForALateGreeting() throws Exception {
    Outcome outcome = run("patient-mail-client", ScenarioConversationsTests::greetLate);

    assertThat(met("patient-mail-client", outcome)).isTrue();
    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(server(outcome).turns().getFirst().tookMicros()).isGreaterThan(1_900_000);
  }

  @Test
  void anImpatientMailClientIsGoneBeforeIt() throws Exception {
    CompletableFuture<Void> served = new CompletableFuture<>();
    Outcome outcome =
        run(
            "impatient-mail-client",
            channel -> {
              try {
                greetLate(channel);
                served.complete(null);
              } catch (IOException e) {
                served.completeExceptionally(e);
              }
            });

    assertThat(met("impatient-mail-client", outcome)).isFalse();
    assertThat(lastTurn(outcome)).isEqualTo(Ended.SILENCE);
    assertThat(outcome.verdict()).isEqualTo(Verdict.NOT_OBSERVED);
    assertThat(TimeUnit.MICROSECONDS.toMillis(server(outcome).turns().getFirst().tookMicros()))
        .isBetween(1000L, 1900L);
    assertThat(served).isNotCompletedExceptionally();
  }

  @Test
  void whatIsSaidThroughATunnelIsAnsweredByItsOtherEnd() throws Exception {
    Outcome outcome =
        run(
            "connect-tunnel",
            channel -> {
              read(channel, "\r\n\r\n");
              Nasty.write(channel, "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n");
              read(channel, "\r\n\r\n");
              Nasty.write(channel, "HTTP/1.0 200 OK\r\n\r\nthrough\n");
            });

    assertThat(met("connect-tunnel", outcome)).as("%s", outcome).isTrue();
    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
  }

  @Test
  void aProxyThatRefusesATunnelIsntSpokenThrough() throws Exception {
    CompletableFuture<Integer> more = new CompletableFuture<>();
    Outcome outcome =
        run(
            "connect-tunnel",
            channel -> {
              read(channel, "\r\n\r\n");
              Nasty.write(channel, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
              more.complete(channel.read(ByteBuffer.allocate(1)));
            });

    assertThat(met("connect-tunnel", outcome)).isFalse();
    assertThat(lastTurn(outcome)).isEqualTo(Ended.UNMET);
    assertThat(server(outcome).http()).isNotNull();
    assertThat(more).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(-1);
  }

  @Test
  void aWebSocketIsOpenedPingedAndClosed() throws Exception {
    Outcome outcome =
        run(
            "websocket-upgrade",
            channel -> {
              read(channel, "\r\n\r\n");
              Nasty.write(
                  channel,
                  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      + "Connection: Upgrade\r\n"
                      + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
              read(channel, "\u0089\u0080\0\0\0\0");
              Nasty.write(channel, "\u008a\0");
              read(channel, "\u0088\u0082\0\0\0\0\u0003\u00e8");
              Nasty.write(channel, "\u0088\u0002\u0003\u00e8");
            });

    assertThat(met("websocket-upgrade", outcome)).as("%s", outcome).isTrue();
    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
  }

  @Test
  void theDroppedOneOfTwoRequestsIsMissed() throws Exception {
    Outcome outcome =
        run(
            "pipelined-request-dropped",
            SpecDraft.withinTurns("/3/hear/withinMillis", 400)
                .with(SpecFields.TIMEOUT_MILLIS, 3000),
            channel -> {
              read(channel, "\r\n\r\n");
              read(channel, "\r\n\r\n");
              Nasty.write(channel, REPLY);
              readToTheEnd(channel);
            });

    assertThat(met("pipelined-request-dropped", outcome)).isFalse();
    assertThat(server(outcome).turns())
        .extracting(TurnTaken::ended)
        .containsExactly(Ended.DONE, Ended.DONE, Ended.MET, Ended.SILENCE);
    assertThat(server(outcome).replies()).hasSize(1);
    assertThat(outcome.delivery()).isNotEqualTo(Delivery.WHOLE);
  }

  /** As MySQL does from {@code max_connect_errors} on; three here. */
  @Test
  void aCheckThatNeverLogsInIsGreenUntilItsAddressIsBlocked() throws Exception {
    String greeting = "-\0\0\0\n8.0.40\0\b\0\0\0abcdefgh\0\0\0mysql_native_password\0";
    String blocked = "E\0\0\0\u00ffi\u0004Host 'h' is blocked because of many connection errors";
    AtomicInteger errors = new AtomicInteger();
    Listening.Serving counting =
        channel -> {
          if (errors.get() >= 3) {
            Nasty.write(channel, blocked);
            return;
          }
          Nasty.write(channel, greeting);
          if (channel.read(ByteBuffer.allocate(4)) < 4) {
            errors.incrementAndGet();
          }
        };
    Scenario scenario = BuiltInScenarios.named("check-without-login");
    try (Listening server = Listening.start(counting)) {
      List<Outcome> checks =
          IntStream.range(0, 4)
              .mapToObj(_ ->
                  CLIENT.run(
                      scenario
                          .spec()
                          .with(SpecFields.TARGET_HOST, "127.0.0.1")
                          .with(SpecFields.TARGET_PORT, server.port())
                          .toSpec()))
              .toList();

      assertThat(checks)
          .extracting(check -> met(scenario.name(), check))
          .containsExactly(true, true, true, false);
      assertThat(checks).extracting(Outcome::verdict).containsOnly(Verdict.CLEAN_EOF);
      assertThat(scenario.prediction().verdicts()).contains(Verdict.CLEAN_EOF);
    }
  }

  @Test
  void aTlsStreamThatJustStopsIsNoCleanEnd() throws Exception {
    Outcome outcome =
        run(
            "tls-truncation",
            channel -> {
              TlsSide tls = new TlsSide(channel).handshake();
              tls.hear("\r\n\r\n");
              tls.say("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf");
            });

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(outcome.delivery()).isEqualTo(Delivery.UNKNOWN);
    assertThat(met("tls-truncation", outcome)).isFalse();
  }

  @Test
  void aCloseNotifyThatMeetsAClosedSocketIsAnsweredByAnRst() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    Listening.Serving serving =
        channel -> {
          TlsSide tls = new TlsSide(channel, "TLSv1.2").handshake();
          tls.hear("\r\n\r\n");
          tls.say(REPLY);
          assertThat(tls.hearClose()).isTrue();
          try {
            // The first write meets the closed socket; what comes next is told of the RST.
            tls.closeNotify();
            Nasty.write(channel, "x");
            channel.read(ByteBuffer.allocate(1));
            told.complete("nothing");
          } catch (IOException e) {
            told.complete(String.valueOf(e.getMessage()));
          }
        };
    Scenario scenario = BuiltInScenarios.named("tls-close-notify-at-closed-socket");
    try (Listening server = Listening.start(serving)) {
      Outcome outcome = CLIENT.run(against(scenario, SpecDraft.EMPTY, server));

      assertThat(outcome.delivery()).as("%s", outcome).isEqualTo(Delivery.WHOLE);
      assertThat(told.get(30, TimeUnit.SECONDS)).matches("Broken pipe|Connection reset.*");
    }
  }

  @Test
  void aStreamOfEventsThatIsCutIsToldByItsLastTurn() throws Exception {
    Outcome outcome =
        run(
            "event-stream-cut",
            channel -> {
              read(channel, "\r\n\r\n");
              Nasty.write(channel, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
              Nasty.write(channel, "data: 1\n\n");
            });

    assertThat(lastTurn(outcome)).as("%s", outcome).isEqualTo(Ended.MET);
    assertThat(server(outcome).turns().getLast().heardBytes()).isEqualTo(9);
  }

  @Test
  void theRaceOverTlsIsToldByItsCloseNotify() throws Exception {
    Outcome outcome =
        run(
            "tls-keepalive-race",
            SpecDraft.withinTurns("/2/pauseMillis", 100),
            channel -> {
              TlsSide tls = new TlsSide(channel).handshake();
              tls.hear("\r\n\r\n");
              tls.say(REPLY);
              tls.closeNotify();
            });

    assertThat(met("tls-keepalive-race", outcome)).as("%s", outcome).isFalse();
    assertThat(requireNonNull(server(outcome).tls()).ending())
        .isIn(TlsEnding.CLOSE_NOTIFY, TlsEnding.RESET_AFTER_CLOSE_NOTIFY);
    assertThat(told(outcome).happened())
        .as("%s", outcome)
        .contains("before turn 4 of 5 (turns[3]) said anything: its close_notify had come by then");
    assertThat(server(outcome).advice())
        .extracting(ServerReport.Advice::side)
        .contains(ServerReport.Side.CLIENT, ServerReport.Side.SERVER);
  }
}
