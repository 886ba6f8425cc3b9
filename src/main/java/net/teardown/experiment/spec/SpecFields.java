package net.teardown.experiment.spec;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.FieldType.AnyNumber;
import net.teardown.experiment.spec.FieldType.AnyOf;
import net.teardown.experiment.spec.FieldType.Expression;
import net.teardown.experiment.spec.FieldType.Names;
import net.teardown.experiment.spec.FieldType.OneOf;
import net.teardown.experiment.spec.FieldType.Part;
import net.teardown.experiment.spec.FieldType.Text;
import net.teardown.experiment.spec.FieldType.Texts;
import net.teardown.experiment.spec.FieldType.Truth;
import net.teardown.experiment.spec.FieldType.Turns;
import net.teardown.experiment.spec.FieldType.WholeNumber;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The table of a spec's fields, one row each. JSON, YAML, axes, OpenAPI, overrides and documents
 * take fields from here, in this order.
 */
public final class SpecFields {

  /** The largest byte count: 16 MiB. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  /** The longest time, in milliseconds: an hour. */
  public static final int MAX_MILLIS = 3_600_000;

  /**
   * The longest time of a run whose caller waits for the answer, in milliseconds. Other times of a
   * spec may only be longer where its deadline is.
   */
  public static final int MAX_AWAITED_MILLIS = 60_000;

  private static final WholeNumber BYTES = new WholeNumber(0, MAX_BYTES);
  private static final WholeNumber MILLIS = new WholeNumber(0, MAX_MILLIS);
  private static final WholeNumber ANY_COUNT = new WholeNumber(0, Integer.MAX_VALUE);
  private static final int MOST_PROTOCOLS = 16;

  /** RFC 7301 3.1. */
  private static final int LONGEST_PROTOCOL = 255;

  private static final int LONGEST_URL = 2048;
  private static final int LONGEST_WORDS = 65_536;

  private static final String HERE =
      "needs 'targetHost': without it both ends are here, on loopback";
  private static final String NO_OTHER_WORD =
      "needs another Teardown at the other end: leave it out with 'server'";

  private static final List<SpecField<?>> ROWS = new ArrayList<>();
  private static final Map<String, SpecField<?>> BY_POINTER = new LinkedHashMap<>();

  public static final SpecField<Integer> BYTES_SENT =
      row("bytesSent", BYTES, "Bytes that the initiator (A) sends; required, but with a request")
          .example(5);
  public static final SpecField<Integer> BYTES_READ =
      row(
              "bytesRead",
              BYTES,
              "Bytes that the closer reads before it closes; all of them if left out")
          .example(1);
  public static final SpecField<Integer> REPLY_BYTES =
      row("replyBytes", BYTES, "Bytes that the responder (B) writes back")
          .otherwise(0)
          .notFor(PeerKind.SERVER, NO_OTHER_WORD);
  public static final SpecField<Closer> CLOSER =
      row("closer", new OneOf<>(Closer.class), "Which end closes first")
          .otherwise(Closer.RESPONDER);
  public static final SpecField<Boolean> SHUTDOWN_BEFORE_CLOSE =
      row(
              "shutdownBeforeClose",
              new Truth(),
              "The closer half-closes before it closes: shutdown(SHUT_WR)")
          .otherwise(false);
  public static final SpecField<Boolean> DRAIN_BEFORE_CLOSE =
      row(
              "drainBeforeClose",
              new Truth(),
              "The closer reads to the end of stream after its half-close; needs"
                  + " shutdownBeforeClose")
          .otherwise(false);
  public static final SpecField<Integer> DRAIN_MILLIS =
      row("drainMillis", MILLIS, "Bound of that drain in milliseconds").otherwise(1000);
  public static final SpecField<ObserverReads> OBSERVER_READS =
      row(
              "observerReads",
              new OneOf<>(ObserverReads.class),
              "When the observer reads: while the closer writes, after the close, or waiting in"
                  + " recv(2)")
          .otherwise(ObserverReads.PROMPT)
          .notFor(
              PeerKind.SERVER, "must be left out with 'server', whose 'writing' says when A reads");
  public static final SpecField<Integer> LINGER_SECONDS =
      row(
              "lingerSeconds",
              new WholeNumber(0, 3600),
              "SO_LINGER on the closer, in seconds: 0 aborts, 1 or more makes close(2) wait; unset"
                  + " if left out")
          .orNull();
  public static final SpecField<Integer> BYTES_SENT_AFTER_CLOSE =
      row("bytesSentAfterClose", BYTES, "Bytes that the observer sends once the closer has closed")
          .otherwise(0)
          .notFor(PeerKind.SERVER, NO_OTHER_WORD);
  public static final SpecField<Boolean> INITIATOR_HALF_CLOSES =
      row(
              "initiatorHalfCloses",
              new Truth(),
              "The initiator half-closes after sending: shutdown(SHUT_WR)")
          .otherwise(false);
  public static final SpecField<Integer> IDLE_MILLIS =
      row(
              "idleMillis",
              MILLIS,
              "Milliseconds that both ends are silent after the exchange; then the observer sends"
                  + " one byte, which no other count contains, and the closer goes on")
          .otherwise(0)
          .example(30_000)
          .notFor(PeerKind.SERVER, "must be 0 with 'server': a turn's 'pauseMillis' is silent");
  public static final SpecField<Boolean> OWN_TLS =
      part(
              null,
              "tls",
              false,
              "Both ends speak TLS on the test connection, with a certificate made at start; {} for"
                  + " the newest version. Counts of bytes are those of the plaintext, and what the"
                  + " kernel counts (unreadAtClose, results of calls) is records")
          .notFor(
              PeerKind.SERVER,
              "must be left out with 'server', which has one of its own: 'server.tls'");
  public static final SpecField<Set<TlsVersion>> OWN_TLS_VERSIONS =
      row(
              OWN_TLS,
              "versions",
              new AnyOf<>(TlsVersion.class),
              "The versions that both ends allow, of which they take the newest; all if left out")
          .otherwise(Set.of())
          .example(List.of("TLS_1_2"));
  public static final SpecField<OwnTls.Notify> OWN_CLOSE_NOTIFY =
      row(
              OWN_TLS,
              "closeNotify",
              new OneOf<>(OwnTls.Notify.class),
              "Whether an end sends a close_notify before its FIN")
          .otherwise(OwnTls.Notify.SEND);
  public static final SpecField<PeerKind> PEER =
      row(
          "peer",
          new OneOf<>(PeerKind.class),
          "Who the other end is. It follows from the rest: SERVER where there is a 'server', else"
              + " RESPONDER where there is a 'targetHost', else LOOPBACK; if it is said, it must"
              + " agree");
  public static final SpecField<String> TARGET_HOST =
      row(
              "targetHost",
              new Text(253),
              "Name or address of the host that the other end is on; both ends are here, on"
                  + " loopback, if left out")
          .orNull()
          .example("probe-b");
  public static final SpecField<Integer> TARGET_PORT =
      row(
              "targetPort",
              new WholeNumber(1, 65_535),
              "Where the test connection goes; 8007 if left out, required with 'server'")
          .orNull()
          .example(8007)
          .notFor(PeerKind.LOOPBACK, HERE);
  public static final SpecField<String> RESPONDER_URL =
      row(
              "responderUrl",
              new Text(LONGEST_URL),
              "Where the responder is controlled; http://{targetHost}:8080 if left out")
          .orNull()
          .example("http://probe-b:8080")
          .notFor(PeerKind.LOOPBACK, HERE)
          .notFor(PeerKind.SERVER, "must be left out with 'server', which nobody controls");
  public static final SpecField<String> SOURCE_ADDRESS =
      row(
              "sourceAddress",
              new Text(253),
              "Address of this host that the test connection comes from, by which a name is reached"
                  + " at an address of the same family; the system chooses one if left out")
          .orNull()
          .example("10.1.2.3")
          .notFor(PeerKind.LOOPBACK, HERE);
  public static final SpecField<AddressFamily> ADDRESS_FAMILY =
      row(
              "addressFamily",
              new OneOf<>(AddressFamily.class),
              "Which of a name's addresses the test connection goes to; a name that has none of the"
                  + " only family allowed counts as not resolved")
          .otherwise(AddressFamily.ANY)
          .notFor(PeerKind.LOOPBACK, HERE);
  public static final SpecField<Integer> TIMEOUT_MILLIS =
      row(
              "timeoutMillis",
              new WholeNumber(1, MAX_MILLIS),
              "Deadline for the whole run in milliseconds; above 60000 only where nobody waits for"
                  + " the answer: Prefer: respond-async, or wait")
          .otherwise(5000);
  public static final SpecField<Boolean> DIAGNOSE =
      row(
              "diagnose",
              new Truth(),
              "The observer may send a byte after its evidence is taken, and the same may be run"
                  + " once or twice more, to learn what lies between; needs timeoutMillis of 4000"
                  + " or more. With 'server': where the answer looks like TLS, or nothing readable"
                  + " came, a second connection says a ClientHello, for which a second is kept")
          .otherwise(false)
          .notFor(
              PeerKind.LOOPBACK, "needs 'targetHost': on loopback nothing lies between the ends");

  public static final SpecField<Boolean> SERVER =
      part(
          null,
          "server",
          false,
          "A server that nobody controls is at the other end: what to say to it, and how");
  public static final SpecField<Boolean> REQUEST =
      part(
          SERVER,
          "request",
          true,
          "What to say to it, in place of bytesSent: one of text, base64 and http. Bytes of your"
              + " own (text, base64, headers) are sent only where HTTP listens on loopback or a"
              + " token is set, to whom teardown.policy.converse allows, and never to this instance"
              + " itself: else 403");
  public static final SpecField<String> TEXT =
      row(REQUEST, "text", new Text(LONGEST_WORDS), "Sent in UTF-8; \\r\\n as JSON writes it")
          .orNull()
          .example("EHLO example.org\r\n");
  public static final SpecField<String> BASE64 =
      row(REQUEST, "base64", new Text(LONGEST_WORDS), "Sent decoded (RFC 4648 4)").orNull();
  public static final SpecField<Boolean> HTTP =
      part(REQUEST, "http", false, "Sent as HTTP/1.1, in plaintext");
  public static final SpecField<String> METHOD =
      row(HTTP, "method", new Text(64), "GET if left out; needed with a body").example("POST");
  public static final SpecField<String> PATH =
      row(HTTP, "path", new Text(2048), "The request target, such as /upload?x=1")
          .otherwise("/")
          .example("/upload");
  public static final SpecField<String> HOST =
      row(HTTP, "host", new Text(2048), "The Host field; targetHost and targetPort if left out")
          .orNull();
  public static final SpecField<Map<String, String>> HEADERS =
      row(HTTP, "headers", new Texts(), "Further fields")
          .otherwise(Map.of())
          .example(Map.of("Connection", "close"));
  public static final SpecField<Integer> BODY_BYTES =
      row(HTTP, "bodyBytes", BYTES, "Filler bytes of the body").otherwise(0).example(1_048_576);
  public static final SpecField<Boolean> CHUNKED =
      row(
              HTTP,
              "chunked",
              new Truth(),
              "Whether the body goes in chunks instead of under a Content-Length")
          .otherwise(false);
  public static final SpecField<Boolean> EXPECT_CONTINUE =
      row(
              HTTP,
              "expectContinue",
              new Truth(),
              "Whether the body waits for the server's 100 (Continue)")
          .otherwise(false);
  public static final SpecField<List<Turn>> TURNS =
      row(
              SERVER,
              "turns",
              new Turns(),
              "What is said and heard, in order, in place of bytesSent and request: at most 64"
                  + " turns, each one of say, hear, pauseMillis, startTls and halfClose. To whom it"
                  + " may be said is as with a request")
          .orNull()
          .example(
              List.of(
                  Map.of("hear", Map.of("line", true, "withinMillis", 3000)),
                  Map.of("say", Map.of("text", "EHLO example.org\r\n")),
                  Map.of("hear", Map.of("match", "(?m)^250 "))));
  public static final SpecField<Writing> WRITING =
      row(
              SERVER,
              "writing",
              new OneOf<>(Writing.class),
              "How the server's reply is treated while there is more to send")
          .otherwise(Writing.READ_WHILE_WRITING);
  public static final SpecField<Integer> CHUNK_BYTES =
      row(
              SERVER,
              "chunkBytes",
              new WholeNumber(1, MAX_BYTES),
              "Bytes to send at a time; as many as the kernel takes if left out")
          .orNull();
  public static final SpecField<Integer> PAUSE_MILLIS =
      row(SERVER, "pauseMillis", MILLIS, "Milliseconds between two chunks; needs chunkBytes")
          .otherwise(0);
  public static final SpecField<Integer> SILENCE_MILLIS =
      row(
              SERVER,
              "silenceMillis",
              MILLIS,
              "Milliseconds that nothing may move before the server counts as having no more to"
                  + " say: since the last byte sent, acknowledged or received, and not while bytes"
                  + " are in flight")
          .otherwise(200);
  public static final SpecField<Integer> SETTLE_MILLIS =
      row(
              SERVER,
              "settleMillis",
              MILLIS,
              "Milliseconds that a hidden reset may take to come; longer, up to the deadline, while"
                  + " the server hasn't taken all that was sent")
          .otherwise(200);
  public static final SpecField<Boolean> TLS =
      part(
          SERVER,
          "tls",
          false,
          "TLS is spoken from the start; {} for what most clients offer. Counts of bytes are those"
              + " of the plaintext, and what the kernel counts is records");
  public static final SpecField<String> SERVER_NAME =
      row(
              TLS,
              "serverName",
              new Text(253),
              "The name to ask for (SNI); targetHost if left out, where that is a name")
          .orNull()
          .example("mail.example");
  public static final SpecField<List<String>> ALPN =
      row(
              TLS,
              "alpn",
              new Names(MOST_PROTOCOLS, LONGEST_PROTOCOL),
              "The protocols to offer (ALPN), the preferred one first")
          .otherwise(List.of())
          .example(List.of("http/1.1"));
  public static final SpecField<Set<TlsVersion>> TLS_VERSIONS =
      row(TLS, "versions", new AnyOf<>(TlsVersion.class), "The versions to offer; all if left out")
          .otherwise(Set.of())
          .example(List.of("TLS_1_3"));
  public static final SpecField<Boolean> VERIFY =
      row(
              TLS,
              "verify",
              new Truth(),
              "Whether the handshake fails where the certificate isn't trusted, or is for another"
                  + " host; whether it is trusted is told in any case")
          .otherwise(false);
  public static final SpecField<CloseNotify> CLOSE_NOTIFY =
      row(
              TLS,
              "closeNotify",
              new OneOf<>(CloseNotify.class),
              "What is done before the connection is closed: a close_notify is sent and the"
                  + " server's end waited for, for silenceMillis at most; it is sent alone; or it"
                  + " is left out")
          .otherwise(CloseNotify.SEND_AND_WAIT);

  public static final SpecField<Boolean> EXPECT =
      part(
              null,
              "expect",
              false,
              "What counts as met: any of the values of each list that is given; the outcome says"
                  + " whether it was")
          .besidePhysics();
  public static final SpecField<Set<Verdict>> VERDICTS =
      row(EXPECT, "verdicts", new AnyOf<>(Verdict.class), "Any of these; any at all if left out")
          .besidePhysics()
          .otherwise(Set.of())
          .example(List.of("CLEAN_EOF"));
  public static final SpecField<Set<Delivery>> DELIVERIES =
      row(EXPECT, "deliveries", new AnyOf<>(Delivery.class), "Any of these; any at all if left out")
          .besidePhysics()
          .otherwise(Set.of())
          .example(List.of("WHOLE"));
  public static final SpecField<Set<Integer>> HTTP_STATUS =
      row(
              EXPECT,
              "httpStatus",
              new AnyNumber(100, 599, "[413]"),
              "Any of these; any at all if left out")
          .besidePhysics()
          .otherwise(Set.of())
          .example(List.of(413));
  public static final SpecField<Pattern> REPLY_MATCHES =
      row(
              EXPECT,
              "replyMatches",
              new Expression(),
              "A regular expression (RE2) with a match in the first 1,024 bytes that the server"
                  + " said, as they came and a turn's match sees them, and not as server.head shows"
                  + " them")
          .orNull()
          .besidePhysics()
          .example("^220 ");
  public static final SpecField<Boolean> REPLY_BYTES_WITHIN =
      part(EXPECT, "replyBytes", false, "How many bytes of a reply are accepted").besidePhysics();
  public static final SpecField<Integer> LEAST_REPLY_BYTES =
      row(REPLY_BYTES_WITHIN, "min", ANY_COUNT, "At least so many")
          .orNull()
          .besidePhysics()
          .example(1);
  public static final SpecField<Integer> MOST_REPLY_BYTES =
      row(REPLY_BYTES_WITHIN, "max", ANY_COUNT, "At most so many").orNull().besidePhysics();
  public static final SpecField<Boolean> TURNS_MET =
      row(
              EXPECT,
              "turnsMet",
              new Truth(),
              "Whether every one of server.turns must have been as meant; false: not every one")
          .orNull()
          .besidePhysics();
  public static final SpecField<Set<TlsEnding>> TLS_ENDINGS =
      row(
              EXPECT,
              "tlsEndings",
              new AnyOf<>(TlsEnding.class),
              "Any of these ways in which the TLS stream ended; any at all if left out")
          .besidePhysics()
          .otherwise(Set.of())
          .example(List.of("CLOSE_NOTIFY"));
  public static final SpecField<Integer> CERTIFICATE_DAYS_LEFT =
      row(
              EXPECT,
              "certificateDaysLeftAtLeast",
              new WholeNumber(0, 36_500),
              "Whole days for which the server's certificate must still be valid")
          .orNull()
          .besidePhysics()
          .example(14);
  public static final SpecField<Compare> COMPARE =
      row(
              "compare",
              new OneOf<>(Compare.class),
              "DIRECT runs the same spec once more, with the data straight to the responder")
          .orNull()
          .besidePhysics()
          .notFor(PeerKind.LOOPBACK, HERE)
          .notFor(PeerKind.SERVER, NO_OTHER_WORD);
  public static final SpecField<String> LABEL =
      row("label", new Text(64), "Groups runs in the history; 1 to 64 characters")
          .orNull()
          .besidePhysics()
          .example("first-try");

  /** All rows, each object before its fields. */
  public static final List<SpecField<?>> ALL = Collections.unmodifiableList(ROWS);

  private static final Map<Optional<SpecField<?>>, List<SpecField<?>>> WITHIN =
      ALL.stream().collect(Collectors.groupingBy(field -> Optional.ofNullable(field.part())));

  private SpecFields() {}

  /** The field at this pointer; null if there is none. */
  public static @Nullable SpecField<?> at(String pointer) {
    return BY_POINTER.get(pointer);
  }

  /**
   * The field of texts of which this pointer names one entry: {@link #HEADERS} for {@code
   * /server/request/http/headers/X-Test}; null if there is none.
   */
  @SuppressWarnings("unchecked") // the type says what its values are
  public static @Nullable SpecField<Map<String, String>> textsWith(String pointer) {
    int last = pointer.lastIndexOf('/');
    SpecField<?> field = last < 0 ? null : at(pointer.substring(0, last));
    return field != null && field.type() instanceof Texts && last + 1 < pointer.length()
        ? (SpecField<Map<String, String>>) field
        : null;
  }

  /** The fields of an object, or of the top level for null. */
  public static List<SpecField<?>> within(@Nullable SpecField<?> part) {
    return WITHIN.getOrDefault(Optional.ofNullable(part), List.of());
  }

  private static <T> SpecField<T> row(String name, FieldType<T> type, String meaning) {
    return row(null, name, type, meaning);
  }

  private static SpecField<Boolean> part(
      @Nullable SpecField<Boolean> outer, String name, boolean alternatives, String meaning) {
    return row(outer, name, new Part(alternatives), meaning).orNull();
  }

  private static <T> SpecField<T> row(
      @Nullable SpecField<Boolean> part, String name, FieldType<T> type, String meaning) {
    SpecField<T> field = new SpecField<>(ROWS.size(), part, name, type, meaning);
    ROWS.add(field);
    BY_POINTER.put(field.pointer(), field);
    return field;
  }
}
