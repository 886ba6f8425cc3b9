package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Quantity;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how long a server is waited for, and what its silence and a deadline mean. */
@Timeout(180)
class ServerSilenceTests {

  private static AgainstServers client;

  private static final String GET = "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n";
  private static final int GET_BYTES = 27;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";
  private static final String GOODBYE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static final String UPLOAD =
      "'server':{'request':{'http':{'method':'POST','bodyBytes':3000000}},%s},'timeoutMillis':%d";

  @BeforeAll
  static void start() throws Exception {
    client = new AgainstServers();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
  }

  @Test
  void silenceCountsFromTheLastByteSaidThoughTheGreetingWasLongBefore() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          Nasty.write(channel, "220 hi\r\n");
          read(channel, 6);
          Thread.sleep(100);
          Nasty.write(channel, "221 bye\r\n");
        })) {
      Outcome outcome =
          client.run(
              server,
              "'server':{'request':{'text':'QUIT\\r\\n'},'chunkBytes':3,'pauseMillis':700,'silenceMillis':500}");

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(outcome.initiator().bytesRead()).isEqualTo("220 hi\r\n221 bye\r\n".length());
    }
  }

  @Test
  void silenceCountsFromTheSecondRequestThoughTheFirstIsAnswered() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel, GET_BYTES);
          Nasty.write(channel, OK);
          read(channel, GET_BYTES);
          Thread.sleep(100);
          Nasty.write(channel, GOODBYE);
        })) {
      Outcome outcome =
          client.run(
              server,
              "'server':{'request':{'text':'%s'},'chunkBytes':27,'pauseMillis':700,'silenceMillis':500}"
                  .formatted(GET + GET));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(server(outcome).replyBytes()).isEqualTo(OK.length() + GOODBYE.length());
    }
  }

  @Test
  void aServerThatClosesLateEndsCleanlyThoughTheDeadlineCutsTheWaitForAReset() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel, GET_BYTES);
          Nasty.write(channel, OK);
          Thread.sleep(1200);
        })) {
      Outcome outcome =
          client.run(
              server,
              "'server':{'request':{'text':'%s'},'silenceMillis':3500,'settleMillis':3500},'timeoutMillis':4000"
                  .formatted(GET));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(outcome.run().settledMicros()).isBetween(200_000L, 3_500_000L);
      assertThat(told(outcome).happened())
          .contains("no reset within")
          .contains("the deadline came before the 3,500 ms of 'settleMillis'")
          .containsPattern("Its end was seen [1-3]\\.\\d s after the last byte");
    }
  }

  @Test
  void aReplyThatIsStillComingAtTheDeadlineIsNotCutShort() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel, GET_BYTES);
          Nasty.write(channel, CHUNKED);
          while (true) {
            Nasty.write(channel, "1\r\na\r\n");
            Thread.sleep(50);
          }
        })) {
      Outcome outcome =
          client.run(
              server, "'server':{'request':{'text':'%s'}},'timeoutMillis':2500".formatted(GET));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
      assertThat(outcome.delivery()).isEqualTo(Delivery.UNKNOWN);
      assertThat(told(outcome).happened())
          .contains("still coming at the deadline")
          .contains("Everything that this end had sent, 27 bytes, was acknowledged")
          .doesNotContain("cut short");
    }
  }

  @Test
  void aReplyThatStopsHalfWayIsCutShortOnlyOnceTheConnectionIsOver() throws Exception {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf";
    try (Listening stays =
            Listening.start(channel -> {
              read(channel, GET_BYTES);
              Nasty.write(channel, half);
              Thread.sleep(5000);
            });
        Listening closes =
            Listening.start(channel -> {
              read(channel, GET_BYTES);
              Nasty.write(channel, half);
            })) {
      String fields = "'server':{'request':{'text':'%s'}},'timeoutMillis':2500".formatted(GET);

      Outcome waiting = client.run(stays, fields);
      assertThat(waiting.verdict()).isEqualTo(Verdict.TIMED_OUT);
      assertThat(waiting.delivery()).isEqualTo(Delivery.UNKNOWN);
      assertThat(told(waiting).happened()).doesNotContain("cut short");
      assertThat(client.run(closes, fields).delivery()).isEqualTo(Delivery.TRUNCATED);
    }
  }

  @Test
  void whoStillSendsAtTheEndOfADrainKeepsTheConnectionAndSoItIsSaid() throws Exception {
    String filler = "a".repeat(1 << 16);
    try (Listening server =
        Listening.start(channel -> {
          while (true) {
            Nasty.write(channel, filler);
          }
        })) {
      for (int i = 0; i < 40; i++) {
        Outcome outcome =
            client.run(
                server,
                "'server':{'silenceMillis':2000},'bytesSent':0,'closer':'INITIATOR','shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':40");

        assertThat(outcome.verdict()).as("%d: %s", i, outcome).isEqualTo(Verdict.KEPT_OPEN);
        assertThat(outcome.reason()).isEqualTo(Reason.STILL_SENDING);
        assertThat(told(outcome).happened())
            .contains("still sending when the drain's 40 ms were over")
            .doesNotContain("no more to say");
      }
    }
  }

  @Test
  void aReplyUnderWayAtTheEndOfADrainIsStillSent() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel, GET_BYTES);
          Nasty.write(channel, CHUNKED);
          while (true) {
            Nasty.write(channel, "1\r\na\r\n");
            Thread.sleep(1);
          }
        })) {
      Outcome outcome =
          client.run(
              server,
              "'server':{'request':{'text':'%s'}},'closer':'INITIATOR','shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':200,'timeoutMillis':6000"
                  .formatted(GET));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
      assertThat(outcome.reason()).isEqualTo(Reason.STILL_SENDING);
      assertThat(outcome.delivery()).isEqualTo(Delivery.UNKNOWN);
    }
  }

  @Test
  void whoGreetsAndStaysSilentThroughADrainIsNotStillSending() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          Nasty.write(channel, "220 hi\r\n");
          Thread.sleep(5000);
        })) {
      Outcome outcome =
          client.run(
              server,
              "'server':{},'bytesSent':0,'closer':'INITIATOR','shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':600");

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
      assertThat(outcome.reason()).isNull();
    }
  }

  /** Nothing of its greeting is there yet when this end can't write any more. */
  @ParameterizedTest
  @ValueSource(strings = {"ALL_THEN_READ", "STOP_AT_ERROR"})
  void whoTalksAndNeverReadsBlocksAClientThatDoesNotReadEither(String writing) throws Exception {
    String greeting = "a".repeat(100_000);
    try (Listening server =
        Listening.start(channel -> {
          Thread.sleep(600);
          Nasty.write(channel, greeting);
          Thread.sleep(10_000);
        })) {
      Outcome outcome =
          client.run(
              server,
              "'bytesSent':16777216,'server':{'writing':'%s'},'timeoutMillis':25000"
                  .formatted(writing));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
      assertThat(outcome.reason()).isEqualTo(Reason.BOTH_BLOCKED_WRITING);
      assertThat(server(outcome).unreadBytes()).isEqualTo(greeting.length());
      assertThat(told(outcome).happened())
          .contains("100,000 bytes that it had sent were not read")
          .doesNotContain("Nothing came");
    }
  }

  /** Its answer lies unread while it is busy, as most uploads' do that are refused. */
  @ParameterizedTest
  @ValueSource(strings = {"ALL_THEN_READ", "STOP_AT_ERROR"})
  void whoIsBusyBehindItsAnswerAndThenClosesIsNotSaidToBlock(String writing) throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          channel.read(ByteBuffer.allocate(1));
          Nasty.write(channel, Nasty.REFUSAL);
          Thread.sleep(600);
        })) {
      Outcome outcome = client.run(server, upload(10_000_000, writing, 10_000));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.RESET);
      assertThat(outcome.reason()).isNull();
      assertThat(server(outcome).clients().readsOn().gets()).isEqualTo(Gets.WHOLE);
      assertThat(server(outcome).clients().stopsAtError().gets()).isEqualTo(Gets.NOTHING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALL_THEN_READ", "STOP_AT_ERROR"})
  void whoIsBusyBehindAnInterimAnswerAndThenReadsAllIsNotLeft(String writing) throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          channel.read(ByteBuffer.allocate(1));
          Nasty.write(channel, "HTTP/1.1 102 Processing\r\n\r\n");
          Thread.sleep(600);
          read(channel, 10_000_000);
          Nasty.write(channel, OK);
          channel.read(ByteBuffer.allocate(4096));
        })) {
      Outcome outcome = client.run(server, upload(10_000_000, writing, 20_000));

      assertThat(outcome.verdict()).as("%s", outcome).isNotEqualTo(Verdict.TIMED_OUT);
      assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
      assertThat(server(outcome).status()).isEqualTo(200);
    }
  }

  /** It takes something all the time, though less than this end's buffer makes room for. */
  @Test
  void whoReadsSlowlyBehindItsAnswerIsNotSaidToBlock() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          channel.read(ByteBuffer.allocate(1));
          Nasty.write(channel, Nasty.REFUSAL);
          ByteBuffer some = ByteBuffer.allocate(100_000);
          while (channel.read(some.clear()) > 0) {
            Thread.sleep(100);
          }
        })) {
      Outcome outcome = client.run(server, upload(16_000_000, "ALL_THEN_READ", 3000));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
      assertThat(outcome.reason()).isNotEqualTo(Reason.BOTH_BLOCKED_WRITING);
    }
  }

  @Test
  void whoSaysAWordAndNeverReadsIsWaitedForToTheDeadlineAndNoClientIsGuessed() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          channel.read(ByteBuffer.allocate(1));
          Nasty.write(channel, Nasty.REFUSAL);
          Thread.sleep(10_000);
        })) {
      Outcome outcome = client.run(server, upload(10_000_000, "ALL_THEN_READ", 1500));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
      assertThat(outcome.reason()).isEqualTo(Reason.BOTH_BLOCKED_WRITING);
      assertThat(outcome.run().durationMicros()).isGreaterThan(1_000_000);
      assertThat(server(outcome).clients())
          .extracting("readsOn.gets", "stopsAtError.gets", "racing.gets")
          .containsExactly(Gets.UNKNOWN, Gets.UNKNOWN, Gets.UNKNOWN);
    }
  }

  private static String upload(int bytes, String writing, int timeoutMillis) {
    return "'server':{'request':{'http':{'method':'POST','bodyBytes':%d}},'writing':'%s'},'timeoutMillis':%d"
        .formatted(bytes, writing, timeoutMillis);
  }

  /** As Go's net/http and what is built on it do. */
  @Test
  void aResetLongAfterTheFinIsWaitedForWhileTheServerHasNotTakenAll() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel, 128 * 1024);
          Nasty.write(channel, Nasty.REFUSAL);
          channel.shutdownOutput();
          Thread.sleep(500);
        })) {
      Outcome outcome = client.run(server, UPLOAD.formatted("'settleMillis':50", 10_000));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.EOF_THEN_RESET);
      long untaken = untaken(outcome);
      // How much it is, the buffers of both ends decide.
      assertThat(untaken).isBetween(1L, outcome.initiator().bytesAccepted() - 1L);
      assertThat(told(outcome).happened())
          .contains(
              "The server had not taken the last %s of the %s"
                  .formatted(
                      Quantity.number(untaken),
                      Quantity.bytes(outcome.initiator().bytesAccepted())));
    }
  }

  @Test
  void aFinInFrontOfBytesThatNobodyTakesIsCleanByTheDeadlineAndSaysSo() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          Nasty.awaitRequest(channel);
          Nasty.write(channel, Nasty.REFUSAL);
          channel.shutdownOutput();
          Thread.sleep(10_000);
        })) {
      Outcome outcome = client.run(server, UPLOAD.formatted("'settleMillis':50", 6000));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(outcome.run().settledMicros()).isGreaterThan(500_000);
      assertThat(told(outcome).happened()).contains("The server had not taken");
    }
  }

  @Test
  void aFinIsSettledOnceTheServerHasTakenAll() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          Nasty.awaitRequest(channel);
          Nasty.write(channel, Nasty.REFUSAL);
          channel.shutdownOutput();
          Thread.sleep(300);
          Nasty.lingeringClose(channel);
        })) {
      Outcome outcome = client.run(server, UPLOAD.formatted("'settleMillis':50", 20_000));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(outcome.run().settledMicros()).isLessThan(10_000_000);
      assertThat(told(outcome).happened()).doesNotContain("had not taken");
    }
  }

  @Test
  void whoKeepsTheConnectionWithBytesNotTakenIsSaidToDoSo() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          Nasty.awaitRequest(channel);
          Nasty.write(channel, OK);
          Thread.sleep(10_000);
        })) {
      Outcome outcome = client.run(server, UPLOAD.formatted("'silenceMillis':200", 8000));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
      assertThat(outcome.reason()).isEqualTo(Reason.NOT_TAKEN);
      assertThat(server(outcome).stop()).isEqualTo(StopReason.REPLY_COMPLETE);
      assertThat(untaken(outcome)).isPositive();
      assertThat(told(outcome).happened()).contains("The server had not taken");
    }
  }

  @Test
  void whoTakesTheRequestAndNeverAnswersIsSaidToHaveTakenIt() throws Exception {
    try (Listening server = Nasty.NEVER_ANSWERS.start()) {
      Outcome outcome =
          client.run(
              server, "'server':{'request':{'text':'%s'}},'timeoutMillis':1000".formatted(GET));

      assertThat(outcome.verdict()).isEqualTo(Verdict.TIMED_OUT);
      assertThat(told(outcome).happened())
          .contains("Everything that this end had sent, 27 bytes, was acknowledged");
    }
  }

  private static long untaken(Outcome outcome) {
    TcpCounts tcp = Objects.requireNonNull(outcome.initiator().tcp());
    Long bytes = tcp.unacknowledgedBytes();
    return bytes == null ? -1 : bytes;
  }

  private static void read(SocketChannel channel, int bytes) throws Exception {
    ByteBuffer into = ByteBuffer.allocate(bytes);
    while (into.hasRemaining() && channel.read(into) >= 0) {}
  }
}
