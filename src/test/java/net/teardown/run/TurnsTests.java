package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static net.teardown.run.AgainstServers.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.evidence.TurnTaken.Ended;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.TeardownSign;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.picture.Ladder;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What is said and heard in turns, asserted at the server and in the outcome. */
@Timeout(60)
class TurnsTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static Outcome turns(Listening.Serving serving, String turns) throws Exception {
    return with(serving, turns, "'silenceMillis':150,'settleMillis':50");
  }

  private static Outcome with(Listening.Serving serving, String turns, String more)
      throws Exception {
    try (Listening server = Listening.start(serving)) {
      return CLIENT.run(server, "'server':{%s,'turns':[%s]}".formatted(more, turns));
    }
  }

  private static List<Ended> endings(Outcome outcome) {
    return server(outcome).turns().stream().map(TurnTaken::ended).toList();
  }

  /** Reads a request without a body. */
  private static void request(SocketChannel channel) throws IOException {
    String line = Nasty.line(channel);
    while (!line.isEmpty()) {
      line = Nasty.line(channel);
    }
  }

  private static void mail(SocketChannel channel) throws Exception {
    Nasty.write(channel, "220 mail.example ESMTP\r\n");
    for (String said = Nasty.line(channel); !said.isEmpty(); said = Nasty.line(channel)) {
      switch (said.substring(0, 4)) {
        case "EHLO" -> Nasty.write(channel, "250-mail.example\r\n250-SIZE 1000\r\n250 HELP\r\n");
        case "QUIT" -> {
          Nasty.write(channel, "221 bye\r\n");
          return;
        }
        default -> Nasty.write(channel, "500 what?\r\n");
      }
    }
  }

  @Test
  void aMailServerIsSpokenWithFromItsGreetingToItsGoodbye() throws Exception {
    Outcome outcome =
        turns(
            TurnsTests::mail,
            """
            {'hear':{'line':true}},{'say':{'text':'EHLO x\\r\\n'}},{'hear':{'match':'(?m)^250 '}},
            {'say':{'text':'QUIT\\r\\n'}},{'hear':{'match':'^221'}},{'hear':{'end':true}}\
            """);

    assertThat(endings(outcome))
        .containsExactly(Ended.MET, Ended.DONE, Ended.MET, Ended.DONE, Ended.MET, Ended.MET);
    assertThat(server(outcome).turns())
        .extracting(TurnTaken::head)
        .containsExactly("220 mail.example ESMTP", null, "250-mail.example", null, "221 bye", null);
    assertThat(server(outcome).turns().get(1).saidBytes()).isEqualTo(8);
    assertThat(server(outcome).turns().get(1).acknowledgedBytes()).isBetween(0L, 8L);
    assertThat(server(outcome).turns().get(2).heardBytes()).isEqualTo(43);
    assertThat(server(outcome).bannerBytes()).isEqualTo(24);
    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
  }

  @Test
  void eachTurnHasItsRungAndTheSentenceNamesTheOneThatEndedIt() throws Exception {
    Outcome outcome =
        turns(
            TurnsTests::mail,
            "{'hear':{'line':true}},{'say':{'text':'HELO"
                + " x\\r\\n'}},{'hear':{'match':'^250','withinMillis':300}},{'pauseMillis':1}");

    assertThat(Ladder.text(Experiment.of(outcome), false))
        .contains(
            "turns[0]: met", "\"220 mail.example ESMTP\"", "turns[2]: unmet", "\"500 what?\"");
    assertThat(told(outcome).happened())
        .contains(
            "The conversation ended at turn 3 of 4 (turns[2]), which waits for a match of /^250/,"
                + " at most 300 ms: only 11 bytes came, beginning \"500 what?\".");
    assertThat(told(outcome).sources())
        .as("of what isn't HTTP")
        .noneMatch(source -> source.contains("RFC 911"));
  }

  @Test
  void aLineThatMatchesLendsItsGroupsToWhatIsSaidNext() throws Exception {
    AtomicReference<String> heard = new AtomicReference<>();
    Outcome outcome =
        turns(
            channel -> {
              Nasty.write(channel, "NOTICE hi\r\nno PING :1\r\nPING :a-7\r\nrest\n");
              heard.set(Nasty.line(channel));
            },
            "{'hear':{'matchingLine':'^PING :(?P<token>[^ ]+)$'}},"
                + "{'say':{'text':'PONG ${token} $1 $$1 $2.\\n','expand':true}},"
                + "{'hear':{'line':true}}");

    assertThat(endings(outcome)).containsExactly(Ended.MET, Ended.DONE, Ended.MET);
    assertThat(heard).hasValue("PONG a-7 a-7 $1 .");
    assertThat(server(outcome).turns())
        .extracting(TurnTaken::head)
        .containsExactly("PING :a-7", null, "rest");
    assertThat(server(outcome).turns().getFirst().heardBytes()).isEqualTo(34);
  }

  @Test
  void whatStandsBeforeTheEndOfTheStreamIsALineAndWhatAResetCutsIsNone() throws Exception {
    String turn = "{'hear':{'matchingLine':'^220'}}";

    assertThat(endings(turns(channel -> Nasty.write(channel, "220 x"), turn)))
        .containsExactly(Ended.MET);
    assertThat(
            endings(
                turns(
                    channel -> {
                      Nasty.write(channel, "220 x");
                      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                    },
                    turn)))
        .containsExactly(Ended.RESET);
    assertThat(endings(turns(channel -> Nasty.write(channel, "500 x\n\n"), turn)))
        .containsExactly(Ended.END);
  }

  @Test
  void aLineOfMoreThan64KiBEndsTheConversationAndALineOf64KiBDoesNot() throws Exception {
    String turn = "{'hear':{'matchingLine':'^220'}}";

    assertThat(
            endings(turns(channel -> Nasty.write(channel, "a".repeat(65_535) + "\n220 x\n"), turn)))
        .containsExactly(Ended.MET);
    assertThat(
            endings(
                turns(
                    channel -> {
                      Nasty.write(channel, "a".repeat(65_536) + "\n220 x\n");
                      Nasty.line(channel);
                    },
                    turn)))
        .containsExactly(Ended.UNMET);
  }

  @Test
  void bytesThatAreNoTextDontHideAMatch() throws Exception {
    Listening.Serving latin =
        channel -> {
          channel.write(ByteBuffer.wrap("caf\u00E9 ok\n".getBytes(StandardCharsets.ISO_8859_1)));
          Nasty.line(channel);
        };

    assertThat(endings(turns(latin, "{'hear':{'matchingLine':'^caf. (ok)$'}}")))
        .containsExactly(Ended.MET);
    assertThat(endings(turns(latin, "{'hear':{'match':'caf. ok'}}"))).containsExactly(Ended.MET);
  }

  @Test
  void theRestOfAMatchsLineIsNoAnswerToTheNextTurn() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              Nasty.write(channel, "250 o");
              Thread.sleep(40);
              Nasty.write(channel, "k and more\r\n");
              Nasty.line(channel);
              Nasty.write(channel, "second\r\n");
              channel.read(ByteBuffer.allocate(1));
            },
            "{'hear':{'match':'250 '}},{'say':{'text':'x\\n'}},{'hear':{'line':true}}");

    assertThat(server(outcome).turns().get(0).head()).isEqualTo("250 ok and more");
    assertThat(server(outcome).turns().get(2).head()).isEqualTo("second");
    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
  }

  @Test
  void aPromptWithoutALineEndIsMatchedOnceTheServerIsSilent() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              Nasty.write(channel, "login: ");
              Nasty.line(channel);
            },
            "{'hear':{'match':'login:'}},{'say':{'text':'x\\n'}},{'hear':{'end':true}}");

    assertThat(endings(outcome)).containsExactly(Ended.MET, Ended.DONE, Ended.MET);
    assertThat(server(outcome).turns().getFirst().tookMicros()).isGreaterThan(140_000);
  }

  @Test
  void untilLeavesWhatFollowsToTheNextTurn() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              Nasty.write(channel, "user: pass: ok\n");
              channel.read(ByteBuffer.allocate(1));
            },
            "{'hear':{'until':'user: '}},{'hear':{'until':'pass: '}},{'hear':{'bytes':3}}");

    assertThat(server(outcome).turns())
        .extracting(TurnTaken::head, TurnTaken::heardBytes)
        .containsExactly(tuple("user: ", 6L), tuple("pass: ", 6L), tuple("ok", 3L));
  }

  @Test
  void whatIsNotMetEndsTheConversation() throws Exception {
    AtomicReference<String> heard = new AtomicReference<>("");
    Outcome outcome =
        turns(
            channel -> {
              Nasty.write(channel, "500 no\r\n");
              heard.set(Nasty.line(channel));
            },
            "{'hear':{'match':'^220','withinMillis':200}},{'say':{'text':'EHLO\\n'}}");

    assertThat(endings(outcome)).containsExactly(Ended.UNMET);
    assertThat(heard.get()).isEmpty();
    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
  }

  @Test
  void aServerThatSaysNothingIsSilence() throws Exception {
    Outcome outcome =
        with(
            channel -> channel.read(ByteBuffer.allocate(1)),
            "{'hear':{'line':true,'withinMillis':100}}",
            "'silenceMillis':50");

    assertThat(endings(outcome)).containsExactly(Ended.SILENCE);
    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
  }

  @ParameterizedTest
  @CsvSource({"false, END, CLEAN_EOF", "true, RESET, RESET"})
  void anEndInTheMiddleIsTold(boolean reset, Ended ended, Verdict verdict) throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              Nasty.write(channel, "220 hi\r\n");
              Nasty.line(channel);
              if (reset) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
              }
            },
            "{'hear':{'line':true}},{'say':{'text':'x\\n'}},{'hear':{'line':true}},{'say':{'text':'y'}}");

    assertThat(endings(outcome)).containsExactly(Ended.MET, Ended.DONE, ended);
    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(verdict);
    assertThat(outcome.delivery()).isEqualTo(Delivery.NONE_SENT);
    assertThat(outcome.reason()).isEqualTo(Reason.UNANSWERED);
  }

  @Test
  void eachReplyOnAKeptConnectionIsJudgedByItself() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              request(channel);
              Nasty.write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              request(channel);
              Nasty.write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok");
            },
            """
            {'say':{'http':{'path':'/a'}}},{'hear':{'httpReply':true}},
            {'pauseMillis':50},
            {'say':{'http':{'path':'/b'}}},{'hear':{'httpReply':true}}\
            """);

    assertThat(endings(outcome))
        .containsExactly(Ended.DONE, Ended.MET, Ended.DONE, Ended.DONE, Ended.END);
    assertThat(server(outcome).turns().get(2).tookMicros()).isGreaterThanOrEqualTo(50_000);
    assertThat(server(outcome).replies())
        .extracting("status", "complete", "delivery")
        .containsExactly(tuple(200, true, Delivery.WHOLE), tuple(200, false, Delivery.TRUNCATED));
    assertThat(outcome.delivery()).isEqualTo(Delivery.TRUNCATED);
    assertThat(told(outcome).sources()).contains("RFC 9112 9.6");
  }

  @Test
  void aHalfCloseIsATurnThatTheServerSees() throws Exception {
    AtomicReference<Integer> read = new AtomicReference<>();
    Outcome outcome =
        turns(
            channel -> {
              Nasty.line(channel);
              read.set(channel.read(ByteBuffer.allocate(1)));
              Nasty.write(channel, "late\n");
            },
            "{'say':{'text':'x\\n'}},{'halfClose':true},{'hear':{'line':true}}");

    assertThat(read.get()).isEqualTo(-1);
    assertThat(endings(outcome)).containsExactly(Ended.DONE, Ended.DONE, Ended.MET);
    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
  }

  @Test
  void aPayloadIsSaidSoManyTimes() throws Exception {
    AtomicReference<Long> read = new AtomicReference<>();
    turns(
        channel -> {
          ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
          long bytes = 0;
          boolean same = true;
          for (int count = channel.read(buffer); count > 0; count = channel.read(buffer.clear())) {
            for (int i = 0; i < count; i++) {
              same &= buffer.get(i) == "abc".charAt((int) ((bytes + i) % 3));
            }
            bytes += count;
          }
          read.set(same ? bytes : -1);
        },
        "{'say':{'text':'abc','times':1000000}},{'halfClose':true},{'hear':{'end':true}}");

    assertThat(read.get()).isEqualTo(3_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'match':'needle$'", "'until':'needle'", "'line':true"})
  void whatComesAtTheLastByteOfMuchIsMet(String wanted) throws Exception {
    String hay = "x".repeat(1 << 16);
    Outcome outcome =
        turns(
            channel -> {
              for (int i = 0; i < 256; i++) {
                Nasty.write(channel, hay);
              }
              Nasty.write(channel, wanted.contains("line") ? "\n" : "needle");
              channel.shutdownOutput();
              channel.read(ByteBuffer.allocate(1));
            },
            "{'hear':{%s}}".formatted(wanted));

    assertThat(endings(outcome)).as("%s", outcome).containsExactly(Ended.MET);
    assertThat(server(outcome).turns().getFirst().heardBytes()).isGreaterThan(256L << 16);
    assertThat(server(outcome).turns().getFirst().head()).hasSize(256).startsWith("xxx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'match':'needle'", "'until':'needle'", "'end':true", "'silence':true"})
  void whoNeverStopsIsLeftAtTheDeadline(String wanted) throws Exception {
    String line = "hay\n".repeat(16_384);
    try (Listening server =
        Listening.start(channel -> {
          while (true) {
            Nasty.write(channel, line);
          }
        })) {
      Outcome outcome =
          CLIENT.run(
              server,
              "'timeoutMillis':600,'server':{'silenceMillis':60000,'turns':[{'hear':{%s}}]}"
                  .formatted(wanted));

      assertThat(endings(outcome)).containsExactly(Ended.DEADLINE);
      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.TIMED_OUT);
    }
  }

  @Test
  void aDribblerIsMetByteByByte() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              for (byte each : "220 ready\r\n".getBytes(StandardCharsets.US_ASCII)) {
                channel.write(ByteBuffer.wrap(new byte[] {each}));
                Thread.sleep(5);
              }
              channel.read(ByteBuffer.allocate(1));
            },
            "{'hear':{'match':'^220 .*ready'}}");

    assertThat(endings(outcome)).containsExactly(Ended.MET);
    assertThat(server(outcome).turns().getFirst().heardBytes()).isEqualTo(11);
  }

  @Test
  void aSecretIsSaidAndNeitherKeptNorShown() throws Exception {
    AtomicReference<String> heard = new AtomicReference<>("");
    Outcome outcome =
        turns(
            channel -> {
              String said = Nasty.line(channel);
              heard.set(said);
              Nasty.write(channel, "you said " + said + "\n");
              channel.read(ByteBuffer.allocate(1));
            },
            "{'say':{'text':'AUTH hunter2hunter2\\n','secret':true}},{'hear':{'line':true}}");

    assertThat(heard.get()).isEqualTo("AUTH hunter2hunter2");
    assertThat(outcome.spec().masked().toString()).doesNotContain("hunter2");
    assertThat(server(outcome).turns().get(1).head())
        .contains("you said")
        .doesNotContain("hunter2");
    assertThat(server(outcome).head()).doesNotContain("hunter2");
  }

  @Test
  void whatAGreetingServerSaysInOneSegmentIsHeardLineByLine() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              Nasty.write(channel, "one\ntwo\nthree\n");
              channel.read(ByteBuffer.allocate(1));
            },
            "{'hear':{'line':true}},{'hear':{'line':true}},{'hear':{'silence':true}}");

    assertThat(server(outcome).turns())
        .extracting(TurnTaken::head)
        .containsExactly("one", "two", "three");
    assertThat(server(outcome).bannerBytes()).isEqualTo(14);
  }

  @Test
  void whatComesBehindAReplyInHttpIsLeftToTheNextTurn() throws Exception {
    String reply = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n";
    Outcome outcome =
        turns(
            channel -> {
              request(channel);
              Nasty.write(channel, reply + "FRAME\n");
              channel.read(ByteBuffer.allocate(1));
            },
            "{'say':{'http':{'headers':{'Upgrade':'x'}}}},{'hear':{'httpReply':true}},{'hear':{'line':true,'withinMillis':500}}");

    assertThat(server(outcome).turns())
        .extracting(TurnTaken::ended, TurnTaken::heardBytes)
        .containsExactly(
            tuple(Ended.DONE, 0L), tuple(Ended.MET, (long) reply.length()), tuple(Ended.MET, 6L));
  }

  @Test
  void repliesInOneSegmentAreHeardOneByOne() throws Exception {
    String reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    Outcome outcome =
        turns(
            channel -> {
              request(channel);
              request(channel);
              Nasty.write(channel, reply + reply);
              channel.read(ByteBuffer.allocate(1));
            },
            "{'say':{'http':{}}},{'say':{'http':{}}},{'hear':{'httpReply':true}},{'hear':{'httpReply':true}}");

    assertThat(server(outcome).turns())
        .extracting(TurnTaken::heardBytes)
        .containsExactly(0L, 0L, (long) reply.length(), (long) reply.length());
  }

  @Test
  void aTextThatIsSaidSeveralTimesIsAsManyRequests() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              for (int i = 0; i < 3; i++) {
                request(channel);
              }
              for (int i = 0; i < 2; i++) {
                Nasty.write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            },
            "{'say':{'text':'GET / HTTP/1.1\\r\\nHost:"
                + " x\\r\\n\\r\\n','times':3}},{'hear':{'end':true}}");

    assertThat(server(outcome).requests()).isEqualTo(3);
    assertThat(outcome.delivery()).isEqualTo(Delivery.NONE_SENT);
    assertThat(outcome.reason()).isEqualTo(Reason.UNANSWERED);
  }

  @Test
  void aReplyThatCameBeforeARequestIsNoAnswerToIt() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              request(channel);
              Nasty.write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              Nasty.write(
                  channel,
                  "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            },
            """
            {'say':{'http':{}}},{'hear':{'httpReply':true}},{'pauseMillis':300},
            {'say':{'http':{}}},{'hear':{'httpReply':true}}\
            """);

    assertThat(endings(outcome)).startsWith(Ended.DONE, Ended.MET, Ended.DONE);
    assertThat(endings(outcome).getLast()).isNotEqualTo(Ended.MET);
    assertThat(outcome.delivery()).as("%s", outcome).isEqualTo(Delivery.NONE_SENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'match':'\\\\A[q\\\\n]*END'", "'match':'^[q]*END'"})
  void aBeginningIsThatOfWhatWasHeardAndNotOfWhatIsLookedAt(String wanted) throws Exception {
    String filler = (wanted.contains("\\n") ? "q\n" : "q").repeat(200_000);
    Outcome outcome =
        turns(
            channel -> {
              Nasty.write(channel, "Z");
              Nasty.write(channel, filler);
              Nasty.write(channel, "END\n");
              channel.shutdownOutput();
              channel.read(ByteBuffer.allocate(1));
            },
            "{'hear':{%s}}".formatted(wanted));

    assertThat(endings(outcome)).containsExactly(Ended.END);
  }

  @Test
  void aSecretIsShownInNoPartOfItsEcho() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              String said = Nasty.line(channel);
              Nasty.write(channel, said + "\nerr near \"" + said.substring(0, 9) + "\n");
              channel.read(ByteBuffer.allocate(1));
            },
            """
            {'say':{'text':'TOPSECRETpw1\\n','secret':true}},{'hear':{'bytes':5}},
            {'hear':{'bytes':4}},{'hear':{'line':true}},{'hear':{'line':true}}\
            """);

    assertThat(server(outcome).turns())
        .extracting(TurnTaken::head)
        .containsExactly(null, "***", "***", "***", "err near \\x22***".replace("\\x22", "\""));
    assertThat(server(outcome).head()).doesNotContain("SECR").doesNotContain("TOPS");
  }

  @Test
  void aFinThatAnswersOursIsNoRefusal() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              ByteBuffer buffer = ByteBuffer.allocate(64);
              while (channel.read(buffer.clear()) > 0) {
                // All of it is taken.
              }
            },
            "{'say':{'text':'x'}},{'halfClose':true},{'hear':{'end':true}}");

    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(server(outcome).sign()).isNull();
  }

  /**
   * Its window is closed, so what is left of the payload stays at this end, and the FIN behind it.
   */
  @Test
  void aFinThatWaitsToBeSentIsNoByteThatDoes() throws Exception {
    Outcome outcome =
        with(
            channel -> Thread.sleep(30_000),
            "{'say':{'text':'abcd','times':1000000}},{'halfClose':true},{'pauseMillis':400}",
            "'silenceMillis':50,'settleMillis':50");

    assertThat(endings(outcome)).containsExactly(Ended.DONE, Ended.DONE, Ended.DONE);
    assertThat(server(outcome).turns().subList(1, 3))
        .allSatisfy(turn -> {
          assertThat(turn.notSentBytes()).isPositive();
          assertThat(turn.notSentBytes())
              .isLessThanOrEqualTo(Objects.requireNonNull(turn.unacknowledgedBytes()));
        });
    TcpCounts tcp = Objects.requireNonNull(outcome.initiator().tcp());
    assertThat(tcp.heldBack()).isTrue();
    assertThat(tcp.notSentBytes()).isEqualTo(tcp.unacknowledgedBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'hear':{'end':true}}",
        "{'hear':{'line':true}},{'hear':{'end':true}}",
        "{'pauseMillis':20},{'hear':{'end':true}}",
        "{'halfClose':true},{'hear':{'end':true}}",
        "{'hear':{'silence':true}}"
      })
  void whoWasAskedNothingOwesNoAnswer(String turns) throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              if (turns.contains("line")) {
                Nasty.write(channel, "220 hi\n");
              }
              if (turns.contains("halfClose")) {
                Nasty.line(channel);
              }
            },
            turns);

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(outcome.delivery()).isEqualTo(Delivery.UNKNOWN);
    assertThat(outcome.reason()).isNull();
    assertThat(server(outcome).sign()).isNull();
  }

  @Test
  void aResetIsNoEndOfTheStream() throws Exception {
    Listening.Serving aborting =
        channel -> {
          Nasty.line(channel);
          Nasty.write(channel, "bye\n");
          channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        };
    for (String before : List.of("", "{'hear':{'line':true}},")) {
      Outcome outcome =
          turns(aborting, "{'say':{'text':'x\\n'}},%s{'hear':{'end':true}}".formatted(before));

      assertThat(endings(outcome).getLast()).as("%s", outcome).isEqualTo(Ended.RESET);
      assertThat(outcome.turnsMet()).isFalse();
      assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    }
  }

  @Test
  void aResetBehindTheFinLeavesTheEndOfTheStreamHeard() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              channel.read(ByteBuffer.allocate(1));
              channel.shutdownOutput();
            },
            "{'say':{'text':'xyz\\n'}},{'hear':{'end':true}}");

    assertThat(endings(outcome)).as("%s", outcome).containsExactly(Ended.DONE, Ended.MET);
    assertThat(outcome.verdict()).isEqualTo(Verdict.EOF_THEN_RESET);
  }

  /** A kernel acknowledges what nobody reads, as long as it has room. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{'say':{'text':'a\\n'}},{'hear':{'line':true}},"})
  void whoTakesAWordBehindItsFinMayLingerOrNeverReadIt(String before) throws Exception {
    List<TeardownSign> signs = new ArrayList<>();
    // A FIN that comes late on a busy machine may be read behind what is said.
    while (signs.size() < 10 && !signs.contains(TeardownSign.TAKEN_BEHIND_FIN)) {
      Outcome outcome =
          turns(
              channel -> {
                if (!before.isEmpty()) {
                  Nasty.line(channel);
                }
                Nasty.write(channel, "bye\n");
                Nasty.lingeringClose(channel);
              },
              before + "{'pauseMillis':100},{'say':{'text':'more\\n'}},{'hear':{'end':true}}");
      assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
      signs.add(server(outcome).sign());
    }

    assertThat(signs).contains(TeardownSign.TAKEN_BEHIND_FIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{'say':{'http':{}}},{'hear':{'httpReply':true}},",
        "{'hear':{'silence':true}},"
      })
  void whoTakesTheRestOfAnUploadMayLingerInAnyTurn(String before) throws Exception {
    Outcome outcome =
        with(
            channel -> {
              if (before.contains("http")) {
                request(channel);
                Nasty.write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
              channel.read(ByteBuffer.allocate(1));
              Nasty.write(channel, Nasty.REFUSAL);
              Nasty.lingeringClose(channel);
            },
            before
                + "{'say':{'http':{'method':'POST','bodyBytes':10485760}}},{'hear':{'end':true}}",
            "'silenceMillis':150,'settleMillis':50");

    assertThat(endings(outcome).getLast()).as("%s", outcome).isEqualTo(Ended.MET);
    assertThat(outcome.verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(server(outcome).sign())
        .isIn(
            TeardownSign.READ_ON_BEHIND_FIN,
            TeardownSign.TAKEN_BEHIND_FIN,
            TeardownSign.TOOK_THE_REST);
  }

  /** The same expression finds the same, whatever of it a person is shown. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "caf. ok | caf\u00e9 ok",
        "caf\u00e9 ok | caf\u00e9 ok",
        "a.b$ | a\\b",
        "a\\\\b | a\\b",
        "x5C | a\\b",
        "readyCRLF | readyCRLF",
        "(?m)ready$ | readyCRLF",
        "twoCRLFlines | twoCRLFlines",
        "[*][*] | Set-Cookie: id=abcdefgh",
        "id=abc | Set-Cookie: id=abcdefgh"
      })
  void anExpectationSeesTheBytesThatATurnSees(String wanted, String says) throws Exception {
    String pattern = new JsonMapper().writeValueAsString(wanted.replace("CRLF", "\r\n"));
    try (Listening server =
        Listening.start(channel -> {
          channel.write(StandardCharsets.UTF_8.encode(says.replace("CRLF", "\r\n")));
          Nasty.line(channel);
        })) {
      Outcome outcome =
          CLIENT.run(
              server,
              "'server':{'silenceMillis':150,'turns':[{'hear':{'match':%1$s,'withinMillis':1000}}]},'expect':{'replyMatches':%1$s}"
                  .formatted(pattern));

      assertThat(outcome.met()).as("%s", outcome).isEqualTo(outcome.turnsMet());
      assertThat(Experiment.of(outcome).toString()).doesNotContain("id=abcdefgh");
    }
  }
}
