package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.evidence.TurnTaken.Ended;
import net.teardown.experiment.outcome.Outcome;
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

/** A turn may be tens of thousands of requests, and each reply is that to its own request. */
@Timeout(60)
class ManyRequestsTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String NOT_FOUND = OK.replace("200 OK", "404 Not Found");

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static String say(String method, int times) {
    return "{'say':{'text':'%s / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n','times':%d}}"
        .formatted(method, times);
  }

  /** Runs these turns, which are all that is wanted where the last reply is a 200. */
  private static Outcome turns(Listening.Serving serving, String... turns) throws Exception {
    try (Listening server = Listening.start(serving)) {
      return CLIENT.run(
          server,
          "'timeoutMillis':20000,'server':{'silenceMillis':500,'settleMillis':50,'turns':[%s]},'expect':{'httpStatus':[200]}"
              .formatted(String.join(",", turns)));
    }
  }

  /** Takes in so many bytes. */
  private static void takeIn(SocketChannel channel, long bytes) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (long taken = 0; taken < bytes; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), bytes - taken));
      int read = channel.read(buffer);
      if (read < 0) {
        return;
      }
      taken += read;
    }
  }

  private static void replies(SocketChannel channel, int count) throws Exception {
    for (int left = count; left > 0; left -= 1000) {
      Nasty.write(channel, OK.repeat(Math.min(left, 1000)));
    }
  }

  private static List<Ended> endings(Outcome outcome) {
    return server(outcome).turns().stream().map(TurnTaken::ended).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {999, 1000, 1001, 1002, 2001, 20_000})
  void theLastRequestIsUnansweredWhateverItsNumber(int requests) throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              takeIn(channel, (long) requests * GET.length());
              replies(channel, requests - 1);
            },
            say("GET", requests),
            "{'hear':{'end':true}}");

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(outcome.httpStatus()).isNull();
    assertThat(outcome.met()).isFalse();
    assertThat(outcome.delivery()).isEqualTo(Delivery.NONE_SENT);
    assertThat(outcome.reason()).isEqualTo(Reason.UNANSWERED);
    assertThat(server(outcome).requests()).isEqualTo(requests);
    assertThat(server(outcome).replies().size() + server(outcome).repliesLeftOut())
        .isEqualTo(requests - 1);
  }

  @ParameterizedTest
  @CsvSource({"1001, whole", "1001, part", "20000, whole", "20000, part"})
  void theLastReplyIsJudgedWhateverItsNumber(int requests, String last) throws Exception {
    boolean whole = last.equals("whole");
    Outcome outcome =
        turns(
            channel -> {
              takeIn(channel, (long) requests * GET.length());
              replies(channel, requests - 1);
              Nasty.write(channel, whole ? NOT_FOUND : NOT_FOUND.replace(": 2", ": 9"));
            },
            say("GET", requests),
            "{'hear':{'end':true}}");

    assertThat(outcome.delivery())
        .as("%s", outcome)
        .isEqualTo(whole ? Delivery.WHOLE : Delivery.TRUNCATED);
    assertThat(outcome.httpStatus()).isEqualTo(404);
    assertThat(server(outcome).replies()).hasSize(101);
    assertThat(server(outcome).replies().getLast().complete()).isEqualTo(whole);
    assertThat(server(outcome).repliesLeftOut()).isEqualTo(requests - 101);
  }

  @Test
  void atADeadlineNobodyKnowsWhatWouldHaveComeOfTheLastOfMany() throws Exception {
    Outcome outcome =
        turns(
            channel -> {
              takeIn(channel, 3000L * GET.length());
              replies(channel, 2999);
              channel.read(ByteBuffer.allocate(1));
            },
            say("GET", 3000),
            "{'hear':{'end':true,'withinMillis':1000}}");

    assertThat(outcome.delivery()).as("%s", outcome).isEqualTo(Delivery.UNKNOWN);
    assertThat(outcome.httpStatus()).isNull();
    assertThat(outcome.met()).isFalse();
  }

  @Test
  void ofManyRequestsEachFramesItsOwnReply() throws Exception {
    String toHead = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    Outcome outcome =
        turns(
            channel -> {
              takeIn(channel, 3002L * GET.length() + 1);
              replies(channel, 3000);
              Nasty.write(channel, toHead + NOT_FOUND);
            },
            say("GET", 3000),
            say("HEAD", 1),
            say("GET", 1),
            "{'hear':{'end':true}}");

    assertThat(outcome.httpStatus()).as("%s", outcome).isEqualTo(404);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
    assertThat(server(outcome).replies().getLast())
        .isEqualTo(new Replied(404, true, 2, Delivery.WHOLE));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1500, 5000})
  void noReplyThatCameBeforeARequestAnswersItHoweverManyThereWere(int before) throws Exception {
    Outcome unanswered =
        turns(
            channel -> {
              takeIn(channel, GET.length());
              replies(channel, before);
              takeIn(channel, GET.length());
            },
            say("GET", 1),
            "{'hear':{'silence':true}}",
            say("GET", 1),
            "{'hear':{'httpReply':true}}");
    Outcome answered =
        turns(
            channel -> {
              takeIn(channel, GET.length());
              replies(channel, before);
              takeIn(channel, GET.length());
              Nasty.write(channel, NOT_FOUND);
            },
            say("GET", 1),
            "{'hear':{'silence':true}}",
            say("GET", 1),
            "{'hear':{'httpReply':true}}");

    assertThat(endings(unanswered)).containsExactly(Ended.DONE, Ended.MET, Ended.DONE, Ended.END);
    assertThat(unanswered.httpStatus()).isNull();
    assertThat(unanswered.delivery()).isEqualTo(Delivery.NONE_SENT);
    assertThat(endings(answered)).containsExactly(Ended.DONE, Ended.MET, Ended.DONE, Ended.MET);
    assertThat(server(answered).turns().getLast().heardBytes()).isEqualTo(NOT_FOUND.length());
    assertThat(answered.httpStatus()).isEqualTo(404);
  }

  @Test
  void asManyRepliesAreHeardAsThereAreTurnsForBehindManyOthers() throws Exception {
    String hears = "{'hear':{'httpReply':true}},".repeat(61) + "{'hear':{'httpReply':true}}";
    Outcome outcome =
        turns(
            channel -> {
              takeIn(channel, 3000L * GET.length());
              replies(channel, 3000);
            },
            say("GET", 3000),
            hears);

    assertThat(endings(outcome).subList(1, 63)).containsOnly(Ended.MET);
    assertThat(server(outcome).turns().subList(1, 63))
        .extracting(TurnTaken::heardBytes)
        .containsOnly((long) OK.length());
  }

  /** As many as fit into 16 MiB. */
  @Test
  void nearlyAMillionRequestsInATurnAreCounted() throws Exception {
    String shortest = "GET / HTTP/1.1\\r\\n\\r\\n";
    int requests = (16 << 20) / 18;
    Outcome outcome =
        turns(
            channel -> {
              takeIn(channel, 18);
              Thread writer =
                  Thread.ofVirtual()
                      .start(() -> {
                        try {
                          for (int left = requests - 1; left > 0; left -= 1000) {
                            Nasty.write(
                                channel, "HTTP/1.1 204 x\r\n\r\n".repeat(Math.min(left, 1000)));
                          }
                        } catch (Exception e) {
                          throw new AssertionError(e);
                        }
                      });
              takeIn(channel, (requests - 1) * 18L);
              writer.join();
            },
            "{'say':{'text':'%s','times':%d}}".formatted(shortest, requests),
            "{'hear':{'end':true}}");

    assertThat(server(outcome).requests()).as("%s", outcome).isEqualTo(requests);
    assertThat(server(outcome).repliesLeftOut()).isEqualTo(requests - 1 - 101);
    assertThat(outcome.delivery()).isEqualTo(Delivery.NONE_SENT);
    assertThat(outcome.httpStatus()).isNull();
  }
}
