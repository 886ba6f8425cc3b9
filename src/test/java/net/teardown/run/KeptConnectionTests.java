package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import net.teardown.experiment.evidence.TurnTaken.Ended;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport.Advice;
import net.teardown.experiment.outcome.ServerReport.Side;
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

/** What is advised, and said, where a request over a kept connection gets no reply. */
@Timeout(60)
class KeptConnectionTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  private static final String ASK = "{'say':{'http':{}}},{'hear':{'httpReply':true}}";
  private static final String IDLE = ASK + ",{'pauseMillis':300}," + ASK;

  /** The pause in which it is idle, and the turn that is asked in behind it. */
  private static final String SECOND = "turn 4 of 5 (turns[3])";

  private static final Listening.Serving ABORTING =
      channel -> channel.setOption(StandardSocketOptions.SO_LINGER, 0);

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static Outcome run(Listening.Serving serving, String turns) throws Exception {
    return with(serving, turns, "'silenceMillis':150,'settleMillis':50");
  }

  private static Outcome with(Listening.Serving serving, String turns, String more)
      throws Exception {
    try (Listening server = Listening.start(serving)) {
      return CLIENT.run(server, "'server':{%s,'turns':[%s]}".formatted(more, turns));
    }
  }

  private static void request(SocketChannel channel) throws IOException {
    while (!Nasty.line(channel).isEmpty()) {}
  }

  private static String ok(String fields) {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 2\r\n\r\nok";
  }

  /** Answers one request with this, and closes: long before the client's pause is over. */
  private static Listening.Serving answeringOnce(String reply) {
    return channel -> {
      request(channel);
      Nasty.write(channel, reply);
    };
  }

  /** Answers one request, and does this with the next. */
  private static Listening.Serving answeringOnce(Listening.Serving next) {
    return channel -> {
      request(channel);
      Nasty.write(channel, ok(""));
      next.serve(channel);
    };
  }

  @Test
  void bothSidesAreAdvisedWhereAnIdleConnectionWasEnded() throws Exception {
    Outcome outcome = run(answeringOnce(ok("Server: nginx/1.26.3\r\n")), IDLE);

    assertThat(server(outcome).turns().getLast().ended()).isIn(Ended.END, Ended.RESET);
    assertThat(server(outcome).advice())
        .as("%s", outcome)
        .extracting(Advice::side, Advice::product)
        .containsExactly(
            tuple(Side.CLIENT, null), tuple(Side.SERVER, null), tuple(Side.SERVER, "nginx"));
    Advice client = server(outcome).advice().getFirst();
    assertThat(client.text())
        .contains("look for a FIN", "send again over a new connection", "may do harm")
        .matches(".*idle for (3\\d\\d ms|[4-9]\\d\\d ms|\\d+\\.\\d s)\\)");
    assertThat(client.source()).contains("RFC 9112 9.3.1");
    assertThat(server(outcome).advice().getLast().text())
        .contains("keepalive_timeout (default 75 s)")
        .doesNotContain("lingering");
    assertThat(told(outcome).advice())
        .contains("client: end idle", "server: say Connection: close", "nginx: raise");
    assertThat(told(outcome).sources())
        .contains("ngx_http_core_module keepalive_timeout, keepalive_requests");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nServer: nginx\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nServer: nginx\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\nok"
      })
  void behindAReplyThatDoesNotKeepTheConnectionTheClientAloneIsAdvised(String reply)
      throws Exception {
    Outcome outcome = run(answeringOnce(reply), IDLE);

    assertThat(server(outcome).advice()).as("%s", outcome).hasSize(1);
    assertThat(server(outcome).advice().getFirst().side()).isEqualTo(Side.CLIENT);
    assertThat(server(outcome).advice().getFirst().text())
        .contains("was the last one", "over a new one")
        .doesNotContain("idle");
  }

  @Test
  void whoDoesNotSayWhatItIsMayBeAnyThatDoesNotAndHasASetting() throws Exception {
    Outcome outcome = run(answeringOnce(ok("")), IDLE);

    assertThat(server(outcome).advice())
        .extracting(Advice::product)
        .contains("Node.js, if it is one", "Tomcat, if it is one", "Go, if it is one")
        .doesNotContain("nginx", "PHP, if it is one");
  }

  @Test
  void aProductWithoutAKnownSettingIsNotNamed() throws Exception {
    Outcome outcome = run(answeringOnce(ok("Server: SimpleHTTP/0.6 Python/3.13\r\n")), IDLE);

    assertThat(server(outcome).advice()).extracting(Advice::product).containsOnlyNulls().hasSize(2);
  }

  @Test
  void aFinThatHadComeBeforeTheRequestIsSaidToHave() throws Exception {
    Outcome outcome = run(answeringOnce(ok("")), IDLE);

    assertThat(told(outcome).happened())
        .contains(
            "The conversation ended at turn 5 of 5 (turns[4]), which waits for a reply in HTTP",
            "The server had ended the connection before "
                + SECOND
                + " said anything: its FIN had come by then.");
  }

  /**
   * A client that looks for no FIN sends its request into a connection that the server has closed.
   */
  @Test
  void aFinThatWasUnderWayIsSaidToHaveBeenSentBefore() throws Exception {
    Outcome outcome =
        with(
            answeringOnce(ok("")),
            IDLE,
            "'writing':'ALL_THEN_READ','silenceMillis':150,'settleMillis':50");

    assertThat(told(outcome).happened())
        .as("%s", outcome)
        .contains(
            "The server had ended the connection before it had all that "
                + SECOND
                + " said: its FIN doesn't acknowledge it.");
  }

  @Test
  void whatTheServerHadTakenBeforeItsFinItMayHaveRead() throws Exception {
    Outcome outcome = run(answeringOnce(KeptConnectionTests::request), IDLE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(told(outcome).happened())
        .as("%s", outcome)
        .contains(
            "had acknowledged what " + SECOND + " said: whether it had read that can't be known");
    assertThat(server(outcome).advice()).hasSizeGreaterThan(2);
  }

  @Test
  void whetherAResetAnswersTheRequestCannotBeKnown() throws Exception {
    Outcome outcome =
        run(
            answeringOnce(channel -> {
              request(channel);
              channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }),
            IDLE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    assertThat(told(outcome).happened())
        .as("%s", outcome)
        .contains("The server ended the connection by its RST")
        .contains("can't be known from here");
    assertThat(server(outcome).sign()).isEqualTo(TeardownSign.RESET_ALONE);
    assertThat(server(outcome).advice()).hasSizeGreaterThan(2);
    assertThat(server(outcome).advice().getFirst().text())
        .contains("look for a FIN", "may do harm");
  }

  /** Its reset may have destroyed a reply of its own. */
  @Test
  void whereABodyWasResetTheDrainIsAdvisedToo() throws Exception {
    Outcome outcome =
        run(
            channel -> {
              request(channel);
              Nasty.write(channel, ok("Server: nginx\r\n"));
              channel.read(ByteBuffer.allocate(1));
            },
            ASK
                + ",{'say':{'http':{'method':'POST','bodyBytes':1000000}}},{'hear':{'httpReply':true}}");

    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    assertThat(server(outcome).advice())
        .as("%s", outcome)
        .extracting(Advice::text)
        .anyMatch(text -> text.contains("lingering_close"))
        .anyMatch(text -> text.contains("keepalive_timeout"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | true  | {'hear':{'httpReply':true}}",
        "true  | false | {'hear':{'httpReply':true,'withinMillis':100}}",
        "true  | false | {'halfClose':true},{'hear':{'httpReply':true}}"
      })
  void adviceIsGivenOnlyWhereTheServerEndedFirst(boolean waits, boolean advised, String then)
      throws Exception {
    Outcome outcome =
        run(
            answeringOnce(channel -> {
              request(channel);
              if (waits) {
                channel.read(ByteBuffer.allocate(1));
              }
            }),
            ASK + ",{'say':{'http':{}}}," + then);

    assertThat(server(outcome).unanswered()).as("%s", outcome).isTrue();
    assertThat(!server(outcome).advice().isEmpty()).isEqualTo(advised);
    assertThat(told(outcome).happened().contains("what turn 3 of")).isEqualTo(advised);
  }

  @ParameterizedTest
  @CsvSource({"'', true", "HTTP/1.1 2, false"})
  void adviceIsGivenOnlyWhereNoByteOfTheReplyCame(String came, boolean advised) throws Exception {
    Outcome outcome =
        run(
            answeringOnce(channel -> {
              request(channel);
              Nasty.write(channel, came);
            }),
            IDLE);

    assertThat(server(outcome).advice())
        .as("%s", outcome)
        .extracting(Advice::text)
        .matches(texts -> texts.stream().anyMatch(text -> text.contains("idle")) == advised);
  }

  @Test
  void whereTheFirstRequestGotNoReplyOnlyTheEndIsTold() throws Exception {
    Outcome outcome = run(KeptConnectionTests::request, ASK);

    assertThat(server(outcome).advice()).as("%s", outcome).isEmpty();
    assertThat(told(outcome).happened())
        .contains("had acknowledged what turn 1 of 2 (turns[0]) said");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'hear':{'httpReply':true}},{'say':{'http':{}}} | true",
        "{'say':{'http':{}}},{'hear':{'httpReply':true}} | false"
      })
  void adviceIsGivenOnlyWhereTheRequestWasSentBehindTheReply(String order, boolean advised)
      throws Exception {
    Listening.Serving serving =
        advised
            ? answeringOnce(KeptConnectionTests::request)
            : channel -> {
              // Both are on their way when the one reply comes.
              request(channel);
              answeringOnce(ok("")).serve(channel);
            };
    Outcome outcome =
        run(serving, "{'say':{'http':{}}},%s,{'hear':{'httpReply':true}}".formatted(order));

    assertThat(server(outcome).unanswered()).as("%s", outcome).isTrue();
    assertThat(!server(outcome).advice().isEmpty()).isEqualTo(advised);
  }

  @Test
  void aResetOfAnIdleConnectionIsNoneOfDataUnread() throws Exception {
    Outcome outcome = run(answeringOnce(ABORTING), IDLE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    assertThat(server(outcome).sign()).as("%s", outcome).isEqualTo(TeardownSign.RESET_WHILE_IDLE);
    assertThat(server(outcome).teardowns())
        .containsExactly(
            ServerTeardown.ABORT, ServerTeardown.SOCKET_GONE, ServerTeardown.IN_BETWEEN);
    assertThat(told(outcome).why())
        .contains("while the connection was idle", "answered in whole")
        .doesNotContain("plain close", "as of a close with data unread");
  }

  @Test
  void whereAnIdleConnectionWasResetAFinInItsPlaceIsAdvised() throws Exception {
    Outcome outcome = run(answeringOnce(ABORTING), IDLE);

    assertThat(server(outcome).advice())
        .as("%s", outcome)
        .filteredOn(advice -> advice.product() == null)
        .extracting(Advice::side)
        .containsExactly(Side.CLIENT, Side.SERVER, Side.SERVER);
    assertThat(server(outcome).advice().getFirst().text())
        .contains("again over a new connection, whatever it asks for", "before a byte of it")
        .matches(".*idle for (3\\d\\d ms|[4-9]\\d\\d ms|\\d+\\.\\d s)\\)")
        .doesNotContain("look for a FIN");
    assertThat(server(outcome).advice().get(1).text())
        .contains("by a plain close()", "not by an abort (SO_LINGER with 0 seconds)");
  }

  /** Nothing more is asked: the run waits for the end of an idle connection. */
  @ParameterizedTest
  @CsvSource({"'', RESET_WHILE_IDLE", "'Connection: close\r\n', RESET_ALONE"})
  void aResetLongBehindAReplyThatKeepsTheConnectionIsOneOfAnIdleOne(
      String fields, TeardownSign sign) throws Exception {
    Outcome outcome =
        run(
            channel -> {
              request(channel);
              Nasty.write(channel, ok(fields));
              Thread.sleep(1500);
              ABORTING.serve(channel);
            },
            ASK + ",{'hear':{'end':true}}");

    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    assertThat(server(outcome).sign()).as("%s", outcome).isEqualTo(sign);
    assertThat(server(outcome).advice())
        .extracting(Advice::text)
        .allMatch(text -> text.contains("by a plain close()"))
        .hasSize(sign == TeardownSign.RESET_WHILE_IDLE ? 1 : 0);
  }

  /** What its kernel had acknowledged of the body lay in its queue when it closed. */
  @Test
  void aResetBehindABodyThatMayLieUnreadMayBeOfThat() throws Exception {
    Outcome outcome =
        run(
            answeringOnce(_ -> {}),
            IDLE.replaceFirst("'http':\\{", "'http':{'method':'POST','bodyBytes':1000"));

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.RESET);
    assertThat(server(outcome).sign()).isEqualTo(TeardownSign.RESET_ALONE);
    assertThat(server(outcome).advice())
        .extracting(Advice::text)
        .anyMatch(text -> text.contains("read on until the client closes"))
        .anyMatch(text -> text.contains("before a byte of it was sent"));
  }

  @Test
  void aBodyThatWasNeverSentNobodyIsToldToRead() throws Exception {
    Outcome outcome =
        run(
            answeringOnce(ABORTING),
            ASK
                + ",{'pauseMillis':300},{'say':{'http':{'method':'POST','bodyBytes':1000}}},{'hear':{'httpReply':true}}");

    assertThat(server(outcome).sign()).as("%s", outcome).isEqualTo(TeardownSign.RESET_WHILE_IDLE);
    assertThat(server(outcome).advice())
        .extracting(Advice::text)
        .noneMatch(text -> text.contains("read on until the client closes"));
  }

  @Test
  void inWordsWhatAServerMayBeIsNamedWithoutItsSettings() throws Exception {
    Outcome outcome = run(answeringOnce(ok("")), IDLE);

    assertThat(server(outcome).advice())
        .extracting(Advice::text)
        .anyMatch(text -> text.contains("server.keepAliveTimeout"));
    assertThat(told(outcome).advice())
        .contains("server: say Connection: close")
        .contains("doesn't say what it is; if it is Tomcat, ", ", Node.js, ", " or Go, ")
        .contains("server.advice of the JSON", "What to change")
        .doesNotContain("if it is one", "server.keepAliveTimeout");
  }
}
