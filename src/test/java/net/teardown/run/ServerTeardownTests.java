package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerTeardown;
import net.teardown.experiment.outcome.TeardownSign;
import net.teardown.experiment.terms.Verdict;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of how a server ended the connection: what the transcript shows, and no more. */
@Timeout(60)
class ServerTeardownTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  private static final String GET = "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n";
  private static final String ONE = "'server':{'request':{'http':{'method':'GET'}}}";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";
  private static final String LAST =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nok\n";

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static Outcome with(Listening.Serving serving, String fields) throws Exception {
    try (Listening server = Listening.start(serving)) {
      return CLIENT.run(server, fields);
    }
  }

  private static void read(SocketChannel channel, int bytes) throws Exception {
    ByteBuffer all = ByteBuffer.allocate(bytes);
    while (all.hasRemaining() && channel.read(all) >= 0) {}
  }

  private static void assertShows(Outcome outcome, TeardownSign sign) {
    assertThat(server(outcome).sign()).as("%s", outcome).isEqualTo(sign);
    assertThat(server(outcome).teardowns()).isEqualTo(sign.teardowns());
    sign.teardowns().forEach(way -> assertThat(told(outcome).why()).contains(way.text()));
  }

  @Test
  void aResetRightBehindTheFinIsAHalfCloseThenAClose() throws Exception {
    Outcome outcome =
        with(
            channel -> {
              // What is left of the request arrives with what is read.
              channel.read(ByteBuffer.allocate(1));
              Nasty.write(channel, OK);
              channel.shutdownOutput();
            },
            ONE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.EOF_THEN_RESET);
    assertShows(outcome, TeardownSign.RESET_BEHIND_FIN);
    assertThat(server(outcome).teardown()).isEqualTo(ServerTeardown.HALF_CLOSE_THEN_CLOSE);
  }

  /** A server that closes an idle connection, onto which the next request goes. */
  @Test
  void aResetThatAnswersWhatWasSentLaterMayBeOfAPlainClose() throws Exception {
    Outcome outcome =
        with(
            channel -> {
              read(channel, 27);
              Nasty.write(channel, OK);
              Thread.sleep(100);
            },
            "'server':{'request':{'text':'%s'},'chunkBytes':27,'pauseMillis':600,'silenceMillis':1000}"
                .formatted(GET + GET));

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.EOF_THEN_RESET);
    assertShows(outcome, TeardownSign.RESET_AFTER_MORE);
    assertThat(server(outcome).teardown()).isEqualTo(ServerTeardown.UNKNOWN);
  }

  /** A reset is told once: a read of this end may have had what another client's write gets. */
  @ParameterizedTest
  @ValueSource(strings = {"READ_WHILE_WRITING", "STOP_AT_ERROR"})
  void whoStopsAtTheFirstErrorIsToldOfTheReset(String writing) throws Exception {
    for (int i = 0; i < 10; i++) {
      Outcome outcome =
          with(
              channel -> {
                read(channel, 100_000);
                Nasty.write(channel, LAST);
              },
              "'server':{'writing':'%s','request':{'http':{'method':'POST','bodyBytes':8000000}}}"
                  .formatted(writing));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.RESET);
      assertThat(server(outcome).writeError()).isNotNull();
      assertThat(server(outcome).clients().stopsAtError().error()).isEqualTo("ECONNRESET");
    }
  }

  @Test
  void aResetAloneIsAnyOfFour() throws Exception {
    Listening.Serving unread =
        channel -> {
          channel.read(ByteBuffer.allocate(1));
          Nasty.write(channel, LAST);
        };
    Listening.Serving aborting =
        channel -> {
          read(channel, 27);
          Nasty.write(channel, LAST);
          channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        };
    for (Listening.Serving serving : new Listening.Serving[] {unread, aborting}) {
      Outcome outcome = with(serving, "'server':{'request':{'text':'%s'}}".formatted(GET));

      assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
      assertShows(outcome, TeardownSign.RESET_ALONE);
    }
  }

  @Test
  void aResetOfWhoSaidNothingCanBeOfNothingUnread() throws Exception {
    Outcome outcome =
        with(
            channel -> channel.setOption(StandardSocketOptions.SO_LINGER, 0),
            "'bytesSent':0,'server':{}");

    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    assertShows(outcome, TeardownSign.RESET_UNPROVOKED);
    assertThat(server(outcome).teardowns()).doesNotContain(ServerTeardown.PLAIN_CLOSE);
  }

  @Test
  void aFinWithoutAWordNamesNoTeardown() throws Exception {
    Outcome outcome =
        with(
            channel -> {
              read(channel, 27);
              Nasty.lingeringClose(channel);
            },
            "'server':{'request':{'text':'%s'}}".formatted(GET));

    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertShows(outcome, TeardownSign.FIN_WITHOUT_A_WORD);
    assertThat(told(outcome).why()).contains("didn't accept what it saw");
  }

  /** As to a server of HTTP/2 that sends its settings before it has read anything. */
  @Test
  void whoSpeaksFirstDidNotAnswerEarly() throws Exception {
    Outcome outcome =
        with(
            channel -> {
              Nasty.write(channel, "\0\0\0\u0004\0\0\0\0\0");
              channel.read(ByteBuffer.allocate(4096));
              Nasty.lingeringClose(channel);
            },
            ONE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(server(outcome).teardowns()).as("%s", outcome).isEmpty();
  }

  @Test
  void aCleanEndBehindAWholeReplyNamesNoTeardown() throws Exception {
    Outcome outcome =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(4096));
              Nasty.write(channel, OK);
            },
            ONE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(server(outcome).teardowns()).as("%s", outcome).isEmpty();
    assertThat(told(outcome).why()).doesNotContain("teardown");
  }

  /** What its kernel acknowledged behind the FIN lies in a queue until it closes. */
  @Test
  void whoReadsNothingBehindItsFinIsNotSaidToLinger() throws Exception {
    Outcome outcome =
        with(
            channel -> {
              read(channel, 100);
              Nasty.write(channel, Nasty.REFUSAL);
              channel.shutdownOutput();
              Thread.sleep(1000);
            },
            "'server':{'request':{'http':{'method':'POST','bodyBytes':20000}},'chunkBytes':5000,'pauseMillis':50,'settleMillis':100}");

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
    assertShows(outcome, TeardownSign.TAKEN_BEHIND_FIN);
    assertThat(server(outcome).teardowns())
        .containsExactly(ServerTeardown.LINGERING_CLOSE, ServerTeardown.HALF_CLOSE_THEN_CLOSE);
  }

  @ParameterizedTest
  @CsvSource({"'', ended the connection", "'HTTP/1.1 100 Continue\r\n\r\n', no"})
  void whoEndsBeforeTheBodyWasSentIsNotSaidToHaveAnswered(String interim, String words)
      throws Exception {
    Outcome outcome =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(1));
              if (interim.isEmpty()) {
                read(channel, 80);
              } else {
                Nasty.write(channel, interim);
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
              }
            },
            "'server':{'request':{'http':{'method':'POST','bodyBytes':100000,'expectContinue':true}}}");

    assertThat(told(outcome).happened()).as("%s", outcome).doesNotContain("It answered before");
    if (server(outcome).bodyWithheld()) {
      assertThat(told(outcome).happened()).contains("It ended the connection before the body");
      assertThat(server(outcome).advice()).as("nobody could have read a body").isEmpty();
    }
  }

  @Test
  void whoTakesTheRestOfAnUploadMayLinger() throws Exception {
    Outcome outcome =
        with(
            channel -> {
              channel.read(ByteBuffer.allocate(1));
              Nasty.write(channel, Nasty.REFUSAL);
              Nasty.lingeringClose(channel);
            },
            "'server':{'request':{'http':{'method':'POST','bodyBytes':10485760}}},'timeoutMillis':30000");

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(server(outcome).sign())
        .isIn(
            TeardownSign.READ_ON_BEHIND_FIN,
            TeardownSign.TAKEN_BEHIND_FIN,
            TeardownSign.TOOK_THE_REST);
    assertThat(server(outcome).teardowns()).contains(ServerTeardown.LINGERING_CLOSE);
  }

  /** As Go's net/http does: it half-closes, and closes half a second later. */
  @Test
  void aResetLongBehindTheFinNamesNoTeardown() throws Exception {
    Outcome outcome =
        with(
            channel -> {
              read(channel, 128 * 1024);
              Nasty.write(channel, Nasty.REFUSAL);
              channel.shutdownOutput();
              Thread.sleep(1000);
            },
            "'server':{'request':{'http':{'method':'POST','bodyBytes':3000000}},'settleMillis':3000},'timeoutMillis':20000");

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.EOF_THEN_RESET);
    assertThat(server(outcome).teardowns()).as("%s", outcome).isEqualTo(Set.of());
  }
}
