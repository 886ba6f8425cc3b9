package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Client;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.outcome.ServerReport.Replied;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which reply of a server answers which request, and what of it came. */
@Timeout(60)
class ServerRepliesTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  private static final String GET = "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n";
  private static final String ONE = "'server':{'request':{'http':{'method':'GET'}}}";
  private static final String TWO = text(GET + GET);

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";
  private static final String CLOSING =
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";
  private static final String CUT_SHORT =
      "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 1000\r\n\r\noops\n";

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static String text(String text) {
    return "'server':{'request':{'text':'%s'}}".formatted(text);
  }

  private static void read(SocketChannel channel) throws Exception {
    channel.read(ByteBuffer.allocate(4096));
  }

  /** A server that reads once, says this and closes lingering. */
  private static Outcome answeredBy(String says, String fields) throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel);
          Nasty.write(channel, says);
          Nasty.lingeringClose(channel);
        })) {
      return CLIENT.run(server, fields);
    }
  }

  /** A server that reads once, says this, and nothing more. */
  private static Outcome keptOpenBy(String says, String fields) throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel);
          Nasty.write(channel, says);
          read(channel);
        })) {
      return CLIENT.run(server, fields);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, one", "100, one", "0, two", "100, two"})
  void theCompletenessOfOneReplyIsNeverToldWithTheStatusOfAnother(int millis, String requests)
      throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel);
          if (millis == 0) {
            Nasty.write(channel, OK + CUT_SHORT);
          } else {
            Nasty.write(channel, OK);
            Thread.sleep(millis);
            Nasty.write(channel, CUT_SHORT);
          }
        })) {
      Outcome outcome =
          CLIENT.run(
              server,
              (requests.equals("one") ? ONE : TWO).replaceFirst("}$", ",'silenceMillis':1000}"));

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(outcome.delivery()).isEqualTo(Delivery.TRUNCATED);
      assertThat(server(outcome).replies())
          .containsExactly(
              new Replied(200, true, 3, Delivery.WHOLE),
              new Replied(500, false, 5, Delivery.TRUNCATED));
      assertThat(server(outcome).http())
          .extracting("status", "complete", "bodyBytes")
          .containsExactly(500, false, 5L);
      assertThat(told(outcome).happened()).contains("2 replies", "200", "500");
    }
  }

  /** RFC 9112 6.3: where the last encoding isn't chunked, the end is the connection's. */
  @Test
  void anotherTransferEncodingThanChunkedLastsUntilTheEndWhateverTheLengthSays() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel);
          Nasty.write(
              channel,
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabcde");
          Thread.sleep(100);
          Nasty.write(channel, "fgh");
        })) {
      Outcome outcome = CLIENT.run(server, ONE);

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
      assertThat(server(outcome).http()).extracting("bodyBytes").isEqualTo(8L);
    }
  }

  /** RFC 9112 6.3: Transfer-Encoding overrides, and values that are the same are one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nok\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 100\r\n\r\n3\r\nok\n\r\n0\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 3\r\n\r\nok\n"
      })
  void aDoubledFramingIsReadAsClientsReadIt(String rest) throws Exception {
    Outcome outcome = keptOpenBy("HTTP/1.1 200 OK\r\n" + rest, ONE);

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
    assertThat(server(outcome).http()).extracting("bodyBytes").isEqualTo(3L);
  }

  @Test
  void eachReplyIsFramedByTheRequestThatItAnswers() throws Exception {
    Outcome outcome =
        answeredBy(
            "HTTP/1.1 103 Early Hints\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\n\r\n"
                + "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            text("HEAD / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n" + GET + GET + GET));

    assertThat(server(outcome).replies())
        .extracting(Replied::status, Replied::complete, Replied::bodyBytes)
        .containsExactly(
            tuple(200, true, 0L), tuple(204, true, 0L), tuple(304, true, 0L), tuple(200, true, 1L));
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HEAD / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", "HEAD / HTTP/1.0\\r\\n\\r\\n"})
  void anAnswerToAHeadThatIsSentAsTextIsWhole(String request) throws Exception {
    Outcome outcome = keptOpenBy("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", text(request));

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n"
            + "Upgrade: websocket\r\n"
            + "Connection: Upgrade\r\n\r\n"
            + "\u0089\0",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nContent-Length: 9\r\n\r\n"
      })
  void behindA101ThereIsNoHttpAndNothingIsWaitedFor(String says) throws Exception {
    Outcome outcome =
        keptOpenBy(
            says,
            "'server':{'request':{'http':{'method':'GET','headers':{'Upgrade':'websocket','Connection':'Upgrade'}}}}");

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
    assertThat(server(outcome).replies()).extracting(Replied::status).containsExactly(101);
  }

  @Test
  void a2xxToConnectIsThereWithItsHead() throws Exception {
    String connect = "CONNECT a.example:443 HTTP/1.1\\r\\nHost: a.example:443\\r\\n\\r\\n";

    Outcome tunnel =
        keptOpenBy("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nSSH-2.0-x\r\n", text(connect));
    Outcome refused =
        keptOpenBy(
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 1000\r\n\r\nno",
            text(connect) + ",'timeoutMillis':500");

    assertThat(tunnel.verdict()).as("%s", tunnel).isEqualTo(Verdict.KEPT_OPEN);
    assertThat(tunnel.delivery()).isEqualTo(Delivery.WHOLE);
    assertThat(refused.verdict()).as("%s", refused).isEqualTo(Verdict.TIMED_OUT);
  }

  @Test
  void aRequestWithoutAByteOfAReplyIsUnansweredAtTheEnd() throws Exception {
    for (String fields : new String[] {ONE, text("QUIT\\r\\n"), "'bytesSent':5,'server':{}"}) {
      Outcome outcome = answeredBy("", fields);

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(outcome.delivery()).isEqualTo(Delivery.NONE_SENT);
      assertThat(outcome.reason()).isEqualTo(Reason.UNANSWERED);
    }
    assertThat(answeredBy(OK, TWO))
        .extracting(Outcome::delivery, Outcome::reason)
        .containsExactly(Delivery.NONE_SENT, Reason.UNANSWERED);
  }

  @Test
  void aRequestWithoutAByteOfAReplyIsNotToldOfAtADeadline() throws Exception {
    Outcome outcome = keptOpenBy(OK, TWO + ",'timeoutMillis':700");

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
    assertThat(outcome.delivery()).isEqualTo(Delivery.UNKNOWN);
    assertThat(server(outcome).replies()).hasSize(1);
  }

  @Test
  void nothingIsOwedBehindAReplyThatSaysClose() throws Exception {
    assertThat(answeredBy(CLOSING, TWO))
        .extracting(Outcome::delivery, Outcome::reason)
        .containsExactly(Delivery.WHOLE, null);
  }

  @Test
  void aReplyThatEndsInItsHeadIsCutShort() throws Exception {
    Outcome outcome = answeredBy(OK + "HTTP/1.1 200 OK\r\nConte", TWO);

    assertThat(outcome.delivery()).isEqualTo(Delivery.TRUNCATED);
    assertThat(server(outcome).replies())
        .containsExactly(
            new Replied(200, true, 3, Delivery.WHOLE),
            new Replied(null, false, 0, Delivery.TRUNCATED));
  }

  @Test
  void whatStandsBehindTheLastReplyIsNoneUnlessItBeginsAsOne() throws Exception {
    Outcome outcome = answeredBy(OK + "ten bytes\n" + OK, ONE);

    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
    assertThat(server(outcome).replies()).hasSize(1);
  }

  @Test
  void howMuchIsOwedBehindBrokenFramingIsNotKnown() throws Exception {
    Outcome outcome = answeredBy(OK, text(GET + "what is this\\r\\n\\r\\n" + GET));

    assertThat(outcome.delivery()).as("%s", outcome).isEqualTo(Delivery.UNKNOWN);
  }

  @Test
  void aReplyThatIsStillComingAtTheDeadlineIsNotCutShort() throws Exception {
    Outcome outcome =
        keptOpenBy("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", ONE + ",'timeoutMillis':500");

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
    assertThat(outcome.delivery()).isEqualTo(Delivery.UNKNOWN);
  }

  @Test
  void repliesWithoutEndAreCountedAndNotKept() throws Exception {
    Outcome outcome = answeredBy(OK.repeat(1000) + CUT_SHORT, ONE);

    assertThat(server(outcome).replies()).hasSize(101);
    assertThat(server(outcome).replies().getLast().status()).isEqualTo(500);
    assertThat(server(outcome).repliesLeftOut()).isEqualTo(900);
    assertThat(Objects.requireNonNull(server(outcome).http()).status()).isEqualTo(500);
    assertThat(told(outcome).happened())
        .contains("It sent 1,001 replies", "900 in front of the last are counted and not told");
  }

  @ParameterizedTest
  @CsvSource({"99, 99, 0", "100, 100, 0", "101, 101, 0", "102, 101, 1", "103, 101, 2"})
  void ofMoreThan101RepliesTheFirstHundredAndTheLastAreTold(int sent, int told, int leftOut)
      throws Exception {
    String last = OK.replace("200 OK", "404 Not Found");
    String partOfAHead = "HTTP/1.1 404 Not";
    for (String ending : List.of(last, CUT_SHORT, partOfAHead)) {
      Outcome outcome = answeredBy(OK.repeat(sent - 1) + ending, text(GET.repeat(sent)));

      List<Replied> replies = server(outcome).replies();
      assertThat(replies).as(ending).hasSize(told);
      assertThat(replies.subList(0, told - 1)).extracting(Replied::status).containsOnly(200);
      assertThat(replies.getLast().status())
          .isEqualTo(ending.equals(last) ? (Integer) 404 : ending.equals(CUT_SHORT) ? 500 : null);
      assertThat(server(outcome).repliesLeftOut()).isEqualTo(leftOut);
      assertThat(outcome.httpStatus()).isEqualTo(replies.getLast().status());
      assertThat(outcome.delivery())
          .isEqualTo(ending.equals(last) ? Delivery.WHOLE : Delivery.TRUNCATED);
      if (leftOut == 0) {
        assertThat(told(outcome).happened()).doesNotContain("counted");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {99, 100, 101, 102, 150})
  void theReplyToTheLastRequestIsToldWhateverFollows(int asked) throws Exception {
    String wanted = OK.replace("200 OK", "404 Not Found");
    for (int behind : new int[] {1, 60}) {
      ServerReport report =
          server(
              answeredBy(
                  OK.repeat(asked - 1) + wanted + OK.repeat(behind), text(GET.repeat(asked))));

      assertThat(report.status()).as("%d and %d", asked, behind).isEqualTo(404);
      assertThat(report.clients().readsOn().status()).isEqualTo(404);
      assertThat(report.replies().size() + report.repliesLeftOut()).isEqualTo(asked + behind);
      assertThat(report.replies()).hasSizeLessThanOrEqualTo(102);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"what is this\r\n\r\n", "HTTP/9 no\r\n\r\n"})
  void whatIsNoReplyHasNoStatus(String instead) throws Exception {
    Outcome outcome = answeredBy(OK + instead, TWO + ",'expect':{'httpStatus':[200]}");

    assertThat(outcome.httpStatus()).as("%s", outcome).isNull();
    assertThat(outcome.met()).isFalse();
    assertThat(outcome.delivery()).isEqualTo(Delivery.UNKNOWN);
  }

  @Test
  void behindBrokenFramingOnlyTheReplyThatSaysCloseIsTheLast() throws Exception {
    String broken = text(GET + "what is this\\r\\n\\r\\n" + GET);
    String refusal = CLOSING.replace("200 OK", "400 Bad Request");

    assertThat(answeredBy(OK, broken))
        .extracting(Outcome::httpStatus, Outcome::delivery)
        .containsExactly(null, Delivery.UNKNOWN);
    assertThat(answeredBy(OK + refusal, broken))
        .extracting(Outcome::httpStatus, Outcome::delivery)
        .containsExactly(400, Delivery.WHOLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\nabc", "-1\r\nabc", "ffffffffffff\r\nabc", "3\r\nabc\r\nnone\r\n"})
  void ofAReplyWhoseChunksBreakTheirFramingNobodyKnowsTheEnd(String chunks) throws Exception {
    String says = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
    for (Outcome outcome : List.of(answeredBy(says, ONE), keptOpenBy(says, ONE))) {
      assertThat(outcome.delivery()).as("%s", outcome).isEqualTo(Delivery.UNKNOWN);
      assertThat(server(outcome).replies())
          .extracting(Replied::complete, Replied::delivery)
          .containsExactly(tuple(null, Delivery.UNKNOWN));
      assertThat(told(outcome).happened())
          .contains("its chunks can't be followed to their end (RFC 9112 7.1)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5\r\nab", "2\r\nab\r\n", "2\r\nab\r\n0\r\n"})
  void chunksThatEndBeforeTheLastOneAreCutShort(String chunks) throws Exception {
    Outcome outcome =
        answeredBy("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, ONE);

    assertThat(outcome.delivery()).as("%s", outcome).isEqualTo(Delivery.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIN", "RST", "NOTHING"})
  void theStatusOfAnEarlierReplyIsNotThatOfTheLastRequest(String end) throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel);
          Nasty.write(channel, OK);
          switch (end) {
            case "FIN" -> Nasty.lingeringClose(channel);
            case "RST" -> channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            default -> read(channel);
          }
        })) {
      Outcome outcome =
          CLIENT.run(server, TWO + ",'timeoutMillis':700,'expect':{'httpStatus':[200]}");

      assertThat(outcome.httpStatus()).as("%s", outcome).isNull();
      assertThat(outcome.met()).isFalse();
    }
  }

  @Test
  void theStatusIsThatOfTheReplyToTheLastRequestWhateverFollows() throws Exception {
    String timeout = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n";
    String partOfAHead = OK + "HTTP/1.1 500 Internal";

    assertThat(answeredBy(OK + timeout, ONE).httpStatus()).isEqualTo(200);
    assertThat(answeredBy(OK + timeout, TWO).httpStatus()).isEqualTo(408);
    assertThat(answeredBy(partOfAHead, TWO).httpStatus()).isNull();
    assertThat(answeredBy(CLOSING, TWO).httpStatus()).as("nothing is owed").isEqualTo(200);
    assertThat(answeredBy("HTTP/1.1 103 Early Hints\r\n\r\n", ONE).httpStatus()).isEqualTo(103);
  }

  @Test
  void whatComesOnceThisEndLeavesChangesNothing() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel);
          Nasty.write(channel, OK);
          while (channel.read(ByteBuffer.allocate(16)) >= 0) {
            // This end's FIN says that it leaves.
          }
          Nasty.write(channel, CUT_SHORT);
        })) {
      Outcome outcome =
          CLIENT.run(
              server,
              "'server':{'request':{'http':{'method':'GET'}},'settleMillis':5000},'timeoutMillis':20000");

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
      assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
      assertThat(server(outcome).replies()).hasSize(1);
      assertThat(outcome.httpStatus()).isEqualTo(200);
    }
  }

  @Test
  void aClientGetsTheReplyToItsRequestAndNotWhatFollowsIt() throws Exception {
    ServerReport report = server(answeredBy(OK + CUT_SHORT, ONE));

    assertThat(report.replies()).hasSize(2);
    Client racing = Objects.requireNonNull(report.clients().racing());
    assertThat(List.of(report.clients().readsOn(), report.clients().stopsAtError(), racing))
        .extracting(Client::gets, Client::status)
        .containsOnly(tuple(Gets.WHOLE, 200));
  }

  /** Its reply lies in the kernel, and a client that reads on would get it. */
  @Test
  void aStatusThatThisClientDidNotReadIsNone() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel);
          Nasty.write(channel, OK.replace("200 OK", "413 Too Large"));
          channel.shutdownOutput();
        })) {
      Outcome outcome =
          CLIENT.run(
              server,
              "'server':{'writing':'STOP_AT_ERROR','request':{'http':{'method':'POST','bodyBytes':10000000}}},'timeoutMillis':20000");

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.EOF_THEN_RESET);
      assertThat(outcome.delivery()).isEqualTo(Delivery.LOST);
      assertThat(outcome.httpStatus()).isNull();
      assertThat(server(outcome).replies())
          .extracting(ServerReport.Replied::delivery)
          .containsExactly(Delivery.LOST);
      assertThat(server(outcome).clients().readsOn().gets()).isEqualTo(Gets.WHOLE);
      assertThat(told(outcome).happened()).contains("It answered 413").doesNotContain("whole");
    }
  }

  /** Its window is closed, so a client that writes before it reads never comes to read. */
  @Test
  void ofAServerThatTakesNothingMoreAClientThatWritesFirstIsUnknown() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          read(channel);
          Nasty.write(channel, OK);
          Thread.sleep(30_000);
        })) {
      Outcome outcome =
          CLIENT.run(
              server,
              "'server':{'request':{'http':{'method':'POST','bodyBytes':16000000}}},'timeoutMillis':3000");

      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
      assertThat(outcome.reason()).isEqualTo(Reason.NOT_TAKEN);
      ServerReport.Clients clients = server(outcome).clients();
      assertThat(clients.readsOn().gets()).isEqualTo(Gets.WHOLE);
      assertThat(clients.stopsAtError().gets()).isEqualTo(Gets.UNKNOWN);
    }
  }

  @Test
  void requestsBehindAReplyThatSaysCloseAreSaidNotToBeAnswered() throws Exception {
    assertThat(told(answeredBy(CLOSING, text(GET + GET + GET))).happened())
        .contains("The 2 requests behind it aren't to be answered");
    assertThat(told(answeredBy(CLOSING, ONE)).happened()).doesNotContain("to be answered");
    assertThat(told(answeredBy(OK.repeat(299) + CLOSING, text(GET.repeat(500)))).happened())
        .contains("The 200 requests behind it aren't to be answered");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 2"
      })
  void whoseHeadIsBrokenOrCutShortSpeaksHttpAllTheSame(String says) throws Exception {
    assertThat(told(answeredBy(says, ONE)).happened())
        .contains("It speaks HTTP,")
        .doesNotContain("doesn't speak HTTP");
  }

  @Test
  void whoAnswersInterimAloneGaveNoAnswer() throws Exception {
    assertThat(told(answeredBy("HTTP/1.1 100 Continue\r\n\r\n", ONE)).happened())
        .contains("It sent no answer but interim ones (100)");
  }
}
