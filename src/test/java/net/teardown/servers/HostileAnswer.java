package net.teardown.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static net.teardown.servers.HostileControl.report;
import static net.teardown.servers.HostileControl.session;
import static net.teardown.servers.HostileControl.step;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.teardown.servers.HostileLine.Call;
import org.jspecify.annotations.Nullable;

/**
 * The hostile answers of a {@link HostileControl}. Those to the first call are given to whatever is
 * called first: arming a session, or fetching the mesh.
 */
public enum HostileAnswer {
  INTERIM_ENDLESS("answers 103 without end", line -> line.sayForEver("HTTP/1.1 103 E\r\n\r\n")),
  INTERIM_WITH_HEADERS_ENDLESS(
      "answers 103 with two headers without end",
      line -> line.sayForEver("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nX: y\r\n\r\n")),
  CONTINUE_ENDLESS(
      "answers 100 without end", line -> line.sayForEver("HTTP/1.1 100 Continue\r\n\r\n")),
  INTERIM_DRIBBLED(
      "answers 103 again and again, a few each second",
      line -> line.dribbleForEver("HTTP/1.1 103 E\r\n\r\n")),
  BLANK_LINES_ENDLESS("sends blank lines without end", line -> line.sayForEver("\r\n")),
  STATUS_LINE_ENDLESS(
      "sends a status line without end",
      line -> {
        line.say("HTTP/1.1 200 ");
        line.sayForEver("x");
      }),
  HEADERS_ENDLESS(
      "sends header lines without end",
      line -> {
        line.say("HTTP/1.1 201 X\r\n");
        line.sayForEver("X: y\r\n");
      }),
  HEADER_LINE_ENDLESS(
      "sends one header line without end",
      line -> {
        line.say("HTTP/1.1 201 X\r\nX: ");
        line.sayForEver("y");
      }),
  FOLDED_HEADER_ENDLESS(
      "folds one header over lines without end",
      line -> {
        line.say("HTTP/1.1 201 X\r\nX: y\r\n");
        line.sayForEver(" y\r\n");
      }),
  ERROR_PAGE_ENDLESS(
      "answers 500 with a page without end",
      line -> {
        line.beginChunks(500, "text/html");
        line.sayForEver("5\r\nerror\r\n");
      }),
  PROBLEM_ENDLESS(
      "answers 500 with a problem without end",
      line -> {
        line.say("HTTP/1.1 500 X\r\nContent-Type: application/problem+json\r\n\r\n{\"detail\":\"");
        line.sayForEver("x");
      }),
  BODY_ENDLESS(
      "answers 201 with blanks without end",
      line -> {
        line.say("HTTP/1.1 201 X\r\nContent-Type: application/json\r\n\r\n");
        line.sayForEver(" ");
      }),
  TINY_CHUNKS_ENDLESS(
      "answers 201 in chunks of one blank without end",
      line -> {
        line.beginChunks(201, "application/json");
        line.sayForEver("1\r\n \r\n");
      }),
  CHUNK_EXTENSION_ENDLESS(
      "sends a chunk's extension without end",
      line -> {
        line.beginChunks(201, "application/json");
        line.say("2;");
        line.sayForEver("x");
      }),
  TRAILERS_ENDLESS(
      "sends trailers without end",
      line -> {
        line.beginChunks(201, "application/json");
        String session = session("protocol", "1");
        line.say("%x\r\n%s\r\n0\r\n".formatted(session.length(), session));
        line.sayForEver("X: y\r\n");
      }),
  AFTER_THE_ANSWER_ENDLESS(
      "sends a whole answer, and more without end",
      line -> {
        line.answer(404, "text/html", "no");
        line.sayForEver("HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n");
      }),
  ONE_GIB(
      "answers 201 with a body of 1 GiB",
      line -> {
        line.beginBody(201, "application/json", 1 << 30);
        for (int i = 0; i < 1 << 14; i++) {
          line.say(" ".repeat(1 << 16));
        }
      }),
  STATUS_LINE_DRIBBLED(
      "sends its status line a byte at a time",
      line -> line.dribble("HTTP/1.1 201 " + "x".repeat(1000) + "\r\n\r\n")),
  HEADERS_DRIBBLED(
      "sends its headers a byte at a time",
      line -> {
        line.say("HTTP/1.1 201 X\r\n");
        line.dribble("Content-Type: application/json\r\nX: y\r\n".repeat(100));
      }),
  BODY_DRIBBLED(
      "sends the armed session a byte at a time",
      line -> {
        String session = session("protocol", "1");
        line.beginBody(201, "application/json", session.length());
        line.dribble(session);
      }),
  REPORT_DRIBBLED(
      Call.REPORT,
      "sends its report a byte at a time",
      line -> {
        line.beginBody(200, "application/json", report("protocol", "1").length());
        line.dribble(report("protocol", "1"));
      }),
  CLOSED_DRIBBLED(
      Call.CLOSED,
      "answers that the initiator has closed a byte at a time",
      line -> {
        line.beginBody(200, "text/plain", 10_000);
        line.dribble("x".repeat(10_000));
      }),
  DISARM_DRIBBLED(
      Call.DISARM,
      "answers the disarming a byte at a time",
      line -> {
        line.beginBody(200, "text/plain", 10_000);
        line.dribble("x".repeat(10_000));
      }),
  DISARM_HEADERS_DRIBBLED(
      Call.DISARM,
      "sends the headers of its answer to the disarming a byte at a time",
      line -> {
        line.say("HTTP/1.1 204 X\r\n");
        line.dribble("X: y\r\n".repeat(1000));
      }),
  REPORT_INTERIM_ENDLESS(
      Call.REPORT,
      "answers 103 without end where its report is asked for",
      line -> line.sayForEver("HTTP/1.1 103 E\r\n\r\n")),
  REPORT_ENDLESS(
      Call.REPORT,
      "sends a report without end",
      line -> {
        line.beginChunks(200, "application/json");
        line.sayForEver("5\r\n     \r\n");
      }),
  CLOSED_ENDLESS(
      Call.CLOSED,
      "answers without end that the initiator has closed",
      line -> {
        line.beginChunks(200, "application/json");
        line.sayForEver("5\r\n     \r\n");
      }),
  DISARM_ENDLESS(
      Call.DISARM,
      "answers the disarming with a body without end",
      line -> {
        line.beginChunks(200, "text/plain");
        line.sayForEver("5\r\nxxxxx\r\n");
      }),
  DISARM_INTERIM_ENDLESS(
      Call.DISARM,
      "answers the disarming with 103 without end",
      line -> line.sayForEver("HTTP/1.1 103 E\r\n\r\n")),
  DISARM_SILENT(Call.DISARM, "never answers the disarming", HostileLine::silence),
  ABORTS_AT_ACCEPT(null, "accepts and aborts", HostileLine::abort),
  ABORTS_AFTER_THE_REQUEST_LINE(
      null,
      "aborts when it has read the request line",
      line -> {
        line.line();
        line.abort();
      }),
  ABORTS_WHILE_WRITTEN_TO(
      null,
      "aborts while the request is being written",
      line -> {
        Thread.sleep(0, (int) (System.nanoTime() % 400_000));
        line.abort();
      }),
  ABORTS_AFTER_THE_REQUEST("aborts when it has read the request", HostileLine::abort),
  ABORTS_IN_ITS_ANSWER(
      "aborts in the middle of its answer",
      line -> {
        line.say(
            "HTTP/1.1 201 X\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{");
        Thread.sleep(20);
        line.abort();
      }),
  REPORT_ABORTED(Call.REPORT, "aborts when its report is asked for", HostileLine::abort),
  CLOSED_ABORTED(Call.CLOSED, "aborts when the initiator has closed", HostileLine::abort),
  DISARM_ABORTED(Call.DISARM, "aborts when it is disarmed", HostileLine::abort),
  CLOSES_AT_ACCEPT(null, "accepts and ends", HostileLine::end),
  CLOSES_AFTER_THE_REQUEST_LINE(
      null,
      "ends when it has read the request line",
      line -> {
        line.line();
        line.end();
      }),
  CLOSES_WHILE_WRITTEN_TO(
      null,
      "closes while the request is being written",
      line -> Thread.sleep(0, (int) (System.nanoTime() % 400_000))),
  CLOSES_AFTER_THE_REQUEST("ends when it has read the request", HostileLine::end),
  CLOSES_IN_ITS_ANSWER(
      "ends in the middle of its answer",
      line -> {
        line.beginBody(201, "application/json", 500);
        line.say("{\"protocol\": 1,");
        line.end();
      }),
  REPORT_CUT_SHORT(
      Call.REPORT,
      "ends in the middle of its report",
      line -> {
        line.beginBody(200, "application/json", 500);
        line.say("{\"protocol\": 1,");
        line.end();
      }),
  SILENT("never answers", HostileLine::silence),
  SILENT_AT_ACCEPT(null, "reads nothing and never answers", HostileLine::standStill),
  REPORT_SILENT(Call.REPORT, "never reports", HostileLine::silence),
  GARBAGE(
      "answers with garbage",
      line -> {
        line.say("\0\u0001\u001b[2J\u00ff\u00fe<script>alert(1)</script>\r\n\r\n\0");
        line.end();
      }),
  TLS_HELLO(
      "says hello in TLS",
      line -> {
        line.say("\u0016\u0003\u0001\0\u0005\u0001\0\0\u0001\u0003");
        line.end();
      }),
  HTTP_0_9(
      "answers in HTTP/0.9",
      line -> {
        line.say("<html>It works!</html>\n");
        line.end();
      }),
  HTTP_2_PREFACE(
      "answers in HTTP/2",
      line -> {
        line.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");
        line.end();
      }),
  SMTP_BANNER(
      null,
      "is a mail server",
      line -> {
        line.say("220 mail.example ESMTP\r\n");
        line.end();
      }),
  STATUS_NONSENSE(
      "answers with a status that is none",
      line -> {
        line.say("HTTP/1.1 99999999999 X\r\nContent-Length: 0\r\n\r\n");
        line.end();
      }),
  STATUS_999("answers 999", line -> line.answer(999, "{}")),
  NO_CONTENT("answers an arming with 204", line -> line.say("HTTP/1.1 204 X\r\n\r\n")),
  REDIRECTS(
      "points elsewhere",
      line ->
          line.say(
              "HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:1/\u001b[2J\r\nContent-Length:"
                  + " 0\r\n\r\n")),
  SWITCHES_PROTOCOLS(
      "switches protocols unasked",
      line -> {
        line.say("HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n");
        line.silence();
      }),
  LENGTH_NEGATIVE(
      "promises a body of -1 bytes", line -> line.beginBody(201, "application/json", -1)),
  LENGTH_ENORMOUS(
      "promises 8 EiB and sends little",
      line -> {
        line.beginBody(201, "application/json", Long.MAX_VALUE);
        line.say("{");
        line.silence();
      }),
  CHUNK_ENORMOUS(
      "promises an enormous chunk",
      line -> {
        line.beginChunks(201, "application/json");
        line.say("FFFFFFFFFFFFFFFFFF\r\n{");
      }),
  GZIP_BOMB(
      "answers with 64 KiB that unpack to 64 MiB",
      line -> {
        byte[] bomb = bomb();
        line.say(
            ("HTTP/1.1 201 X\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                    + "Content-Length: %d\r\n\r\n")
                .formatted(bomb.length));
        line.say(bomb);
      }),
  TYPE_NONSENSE(
      "answers with a type that is none", line -> line.answer(201, "///;;=", "{\"a\": 1}")),
  JSON_BROKEN("answers with broken JSON", line -> line.answer(201, "{\"protocol\": 1, \"id\": ")),
  JSON_ARRAY("answers with an array", line -> line.answer(201, "[1, 2, 3]")),
  JSON_DEEP("answers with JSON nested 100,000 deep", line -> line.answer(201, deep())),
  JSON_STRING_GIANT(
      "answers with a string of 4 MiB",
      line -> line.answer(201, session("vantage", quoted("x".repeat(4 << 20))))),
  JSON_NUMBER_GIANT(
      "answers with a number of 500,000 digits",
      line -> line.answer(201, session("dataPort", "9".repeat(500_000)))),
  JSON_EXPONENT(
      "answers with 1e1000000000", line -> line.answer(201, session("dataPort", "1e1000000000"))),
  JSON_NOT_UTF8(
      "answers with bytes that are no UTF-8",
      line -> line.answer(201, session("vantage", "\"\u00ff\u00fe\u00c0\u0080\""))),
  DUPLICATE_KEYS(
      "says the ticket twice",
      line ->
          line.answer(
              201, session("ticket", "\"00\",\"ticket\":\"54440000000000000000000000000002\""))),
  NULL_FIELDS(
      "says null for everything",
      line ->
          line.answer(
              201,
              "{\"protocol\":1,\"id\":null,\"instance\":null,\"vantage\":null,\"version\":null,"
                  + "\"ticket\":null,\"dataPort\":null}")),
  WRONG_TYPES(
      "says objects where there should be text",
      line -> line.answer(201, session("ticket", "{\"a\":[]}"))),
  TICKET_NOT_HEX(
      "gives a ticket that isn't hexadecimal",
      line -> line.answer(201, session("ticket", quoted("z".repeat(32))))),
  TICKET_SHORT(
      "gives a ticket of 15 bytes",
      line -> line.answer(201, session("ticket", quoted("0".repeat(30))))),
  TICKET_LONG(
      "gives a ticket of 64 KiB",
      line -> line.answer(201, session("ticket", quoted("0".repeat(1 << 17))))),
  TICKET_EMPTY("gives an empty ticket", line -> line.answer(201, session("ticket", "\"\""))),
  ID_NONSENSE("gives an id that is none", line -> line.answer(201, session("id", "\"../../x\""))),
  VANTAGE_NONSENSE(
      "calls itself something with control characters",
      line -> line.answer(201, session("vantage", "\"a\\u001b[2J\\r\\nb\""))),
  VANTAGE_LONG(
      "calls itself something of 64 KiB",
      line -> line.answer(201, session("vantage", quoted("x".repeat(1 << 16))))),
  PROTOCOL_OTHER("speaks protocol 2", line -> line.answer(201, session("protocol", "2"))),
  PORT_NONSENSE("listens on port 70000", line -> line.answer(201, session("dataPort", "70000"))),
  SESSION_CLOCK_NONSENSE(
      "has received the arming in an age",
      line -> line.answer(201, session("receivedMicros", "9223372036854775807"))),
  REPORT_UNREAD_NEGATIVE(
      Call.REPORT,
      "had -5 bytes unread",
      line -> line.answer(200, report("end.unreadAtClose", "-5"))),
  REPORT_TLS_NONSENSE(
      Call.REPORT,
      "has seen a cipher suite with control characters",
      line ->
          line.answer(
              200,
              report(
                  "end.tls",
                  "{\"cipher\": \"a\\u001b[2J\", \"atMicros\": 1, \"sentBytes\": 1,"
                      + " \"receivedBytes\": 1}"))),
  REPORT_BYTES_ENORMOUS(
      Call.REPORT,
      "has read 2^63-1 bytes",
      line -> line.answer(200, report("end.bytesRead", "9223372036854775807"))),
  REPORT_ACCEPTED_NEGATIVE(
      Call.REPORT,
      "has sent -1 bytes",
      line -> line.answer(200, report("end.bytesAccepted", "-1"))),
  REPORT_STATE_NONSENSE(
      Call.REPORT,
      "is in a state that there isn't",
      line -> line.answer(200, report("state", "\"DANCING\""))),
  REPORT_NULL_STATE(
      Call.REPORT, "is in no state", line -> line.answer(200, report("state", "null"))),
  REPORT_NULL_END(
      Call.REPORT, "says nothing of its end", line -> line.answer(200, report("end", "null"))),
  REPORT_NULL_STEPS(
      Call.REPORT, "has null for its steps", line -> line.answer(200, report("end.steps", "null"))),
  REPORT_NULL_STEP(
      Call.REPORT, "has null for a step", line -> line.answer(200, report("end.steps", "[null]"))),
  REPORT_STEP_WITHOUT_CALL(
      Call.REPORT,
      "made a step that was no call",
      line -> line.answer(200, report("end.steps", "[{\"atMicros\":1,\"times\":1}]"))),
  REPORT_STEP_NO_TIMES(
      Call.REPORT,
      "made a call 0 times",
      line ->
          line.answer(
              200, report("end.steps", "[{\"atMicros\":1,\"call\":\"close\",\"times\":0}]"))),
  REPORT_TIME_BACKWARDS(
      Call.REPORT,
      "made a call that returned before it was made",
      line ->
          line.answer(
              200,
              report(
                  "end.steps",
                  "[{\"atMicros\":99,\"untilMicros\":-7,\"call\":\"close\",\"times\":1}]"))),
  REPORT_TIME_ENORMOUS(
      Call.REPORT,
      "answered in an age",
      line -> line.answer(200, report("answeredMicros", "9223372036854775807"))),
  REPORT_STEPS_MANY(
      Call.REPORT,
      "made 60,000 calls",
      line -> line.answer(200, report("end.steps", "[" + manySteps() + "]"))),
  REPORT_ERRNO_NONSENSE(
      Call.REPORT,
      "failed with an error of 64 KiB",
      line ->
          line.answer(
              200,
              report(
                  "end.steps",
                  "[" + step("recv", "\"errno\":" + quoted("E".repeat(1 << 16))) + "]"))),
  REPORT_ADDRESS_NONSENSE(
      Call.REPORT,
      "saw the initiator at an address that is none",
      line -> line.answer(200, report("initiatorAddress", "\"<b>nowhere</b>\\u0000:99999\""))),
  REPORT_STACK_NONSENSE(
      Call.REPORT,
      "uses sockets with control characters in their name",
      line -> line.answer(200, report("stack", "\"po\\u001b[2Jsix\\n\""))),
  REPORT_OF_ANOTHER_SESSION(
      Call.REPORT,
      "reports of another session",
      line -> line.answer(200, report("id", "\"019a9f7e-0000-7000-8000-00000000ffff\""))),
  REPORT_OF_ANOTHER_INSTANCE(
      Call.REPORT,
      "reports as another instance",
      line -> line.answer(200, report("instance", "\"019a9f7e-0000-7000-8000-00000000ffff\""))),
  REPORT_OF_ANOTHER_PROTOCOL(
      Call.REPORT, "reports in protocol 2", line -> line.answer(200, report("protocol", "2"))),
  REPORT_FORGOTTEN(
      Call.REPORT,
      "doesn't know the session",
      line -> line.answer(404, "application/problem+json", "{\"status\": 404}")),
  REPORT_PAGE(
      Call.REPORT, "reports a web page", line -> line.answer(200, "text/html", "<html></html>"));

  /** Performs the answer on a connection. */
  @FunctionalInterface
  interface Doing {
    void to(HostileLine line) throws Exception;
  }

  private final Call call;
  private final boolean atAccept;
  private final String sentence;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Doing doing;

  HostileAnswer(String sentence, Doing doing) {
    this(Call.ARM, sentence, doing);
  }

  /**
   * @param call the call that is answered so; null if the answer comes before any call is read
   * @param sentence describes it
   */
  HostileAnswer(@Nullable Call call, String sentence, Doing doing) {
    this.call = call == null ? Call.ARM : call;
    this.atAccept = call == null;
    this.sentence = sentence;
    this.doing = doing;
  }

  /** What it does, as a sentence without its subject. */
  public String sentence() {
    return sentence;
  }

  /** Whether it comes at the first call, or before it; the others arm properly first. */
  public boolean atFirst() {
    return call == Call.ARM;
  }

  /** The answers that send for ever, as fast as they can. */
  public static Stream<HostileAnswer> floods() {
    return Stream.of(values()).filter(kind -> kind.name().endsWith("_ENDLESS"));
  }

  Call call() {
    return call;
  }

  boolean atAccept() {
    return atAccept;
  }

  void give(HostileLine line) throws Exception {
    doing.to(line);
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static String deep() {
    return "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
  }

  private static String manySteps() {
    String step = step("recv", "");
    return IntStream.range(0, 60_000).mapToObj(_ -> step).collect(Collectors.joining(","));
  }

  private static byte[] bomb() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] blanks = " ".repeat(1 << 16).getBytes(US_ASCII);
      for (int i = 0; i < 1 << 10; i++) {
        gzip.write(blanks);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
