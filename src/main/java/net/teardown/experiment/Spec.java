package net.teardown.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment is to do, every default filled in and every rule kept. Byte counts are 0 to
 * {@link #MAX_BYTES}. What the fields mean and in which order they take effect is said at {@link
 * SpecDraft}, where they come in.
 *
 * @param target the other host; null on loopback
 * @param bytesRead bytes the closer reads before it closes
 * @param drainMillis bound of the drain, 0 to 60000
 * @param lingerSeconds SO_LINGER on the closer; null leaves it unset, 0 aborts
 * @param timeoutMillis deadline for the whole run, 1 to 60000
 * @param diagnose whether the observer may send a byte after its evidence is taken
 * @param approach how a server is spoken to; null unless the other end is one
 */
public record Spec(
    PeerKind peer,
    @Nullable Target target,
    Closer closer,
    int bytesSent,
    int bytesRead,
    int replyBytes,
    boolean shutdownBeforeClose,
    boolean drainBeforeClose,
    int drainMillis,
    ObserverReads observerReads,
    @Nullable Integer lingerSeconds,
    int bytesSentAfterClose,
    boolean initiatorHalfCloses,
    int timeoutMillis,
    boolean diagnose,
    @Nullable Approach approach) {

  /** 16 MiB, the most that any byte count may say. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final String NO_OTHER_WORD =
      "needs another Teardown at the other end: leave it out with 'peer': \"SERVER\"";
  private static final String SERVER_CLOSES =
      "needs 'closer': \"INITIATOR\" with 'peer': \"SERVER\": the server closes as it likes";

  static final int MAX_MILLIS = 60_000;

  /** A byte that stays unanswered is sent again for the third time after 2 to 3 s (RFC 6298 5). */
  static final Duration KEPT_TO_PROBE = Duration.ofSeconds(3);

  private static final int MOST_KEPT_TO_TELL_MILLIS = 250;

  static final int MAX_LINGER_SECONDS = 3600;

  /**
   * @throws InvalidSpec naming every field that breaks a rule, and the fix
   */
  public Spec {
    List<InvalidSpec.Violation> violations = new ArrayList<>();
    refuse(
        violations,
        peer == PeerKind.LOOPBACK && target != null,
        "targetHost",
        "must be absent with 'peer': \"LOOPBACK\", where both ends are here");
    refuse(
        violations,
        peer == PeerKind.RESPONDER && target == null,
        "targetHost",
        "is required with 'peer': \"RESPONDER\": the host of the other Teardown");
    if ((peer == PeerKind.SERVER) != (approach != null)) {
      throw new IllegalArgumentException("a server, and nobody else, is approached");
    }
    if (approach != null) {
      checkServer(violations, target, replyBytes, bytesSentAfterClose, observerReads);
      approach.check(violations);
    }
    refuse(violations, peer == PeerKind.SERVER && diagnose, "diagnose", NO_OTHER_WORD);
    refuse(
        violations,
        peer == PeerKind.LOOPBACK && diagnose,
        "diagnose",
        "needs 'targetHost': on loopback nothing lies between the ends");
    range(violations, "bytesSent", bytesSent, 0, MAX_BYTES);
    range(violations, "replyBytes", replyBytes, 0, MAX_BYTES);
    range(violations, "bytesSentAfterClose", bytesSentAfterClose, 0, MAX_BYTES);
    range(violations, "drainMillis", drainMillis, 0, MAX_MILLIS);
    range(violations, "timeoutMillis", timeoutMillis, 1, MAX_MILLIS);
    if (peer == PeerKind.SERVER) {
      range(violations, "bytesRead", bytesRead, 0, MAX_BYTES);
      refuseServersPart(violations, closer, bytesRead, shutdownBeforeClose, lingerSeconds);
    } else {
      String incoming = closer == Closer.RESPONDER ? "bytesSent" : "replyBytes";
      int incomingBytes = closer == Closer.RESPONDER ? bytesSent : replyBytes;
      refuse(violations, bytesRead < 0 && incomingBytes >= 0, "bytesRead", "must not be negative");
      refuse(
          violations,
          bytesRead > incomingBytes && incomingBytes >= 0,
          "bytesRead",
          () ->
              "must not be more than '"
                  + incoming
                  + "' ("
                  + incomingBytes
                  + "), which is all that the closer is sent");
    }
    refuse(
        violations,
        drainBeforeClose && !shutdownBeforeClose,
        "drainBeforeClose",
        "needs 'shutdownBeforeClose': true, because the other end only answers a half-close with"
            + " its own end");
    refuse(
        violations,
        drainBeforeClose && bytesSentAfterClose > 0,
        "bytesSentAfterClose",
        "must be 0 with 'drainBeforeClose': the observer has half-closed by then");
    refuse(
        violations,
        initiatorHalfCloses && closer == Closer.RESPONDER && bytesSentAfterClose > 0,
        "bytesSentAfterClose",
        "must be 0 with 'initiatorHalfCloses': the observer has half-closed and its own EPIPE would"
            + " look like a reset");
    refuse(
        violations,
        initiatorHalfCloses && closer == Closer.INITIATOR && shutdownBeforeClose,
        "initiatorHalfCloses",
        "must be false with 'closer': \"INITIATOR\" and 'shutdownBeforeClose': one end half-closes"
            + " once");
    if (lingerSeconds != null) {
      range(violations, "lingerSeconds", lingerSeconds, 0, MAX_LINGER_SECONDS);
      refuse(
          violations,
          lingerSeconds > 0 && lingerSeconds * 1000L >= timeoutMillis,
          "lingerSeconds",
          () ->
              "must be less than 'timeoutMillis' ("
                  + timeoutMillis
                  + " ms), because close(2) itself may wait that long");
    }
    if (!violations.isEmpty()) {
      throw new InvalidSpec(violations);
    }
  }

  /** What the closer will leave unread if everything arrives and nothing is drained, bytes. */
  public int plannedUnread() {
    return (closer == Closer.RESPONDER ? bytesSent : replyBytes) - bytesRead;
  }

  /** What the closer sends to the observer, bytes. */
  public int closerSends() {
    return closer == Closer.RESPONDER ? replyBytes : bytesSent;
  }

  /** What the observer sends to the closer before the close, bytes. */
  public int observerSends() {
    return closer == Closer.RESPONDER ? bytesSent : replyBytes;
  }

  /**
   * Whether the closer's FIN is asked for before its close, by the half-close or as the initiator's
   * own.
   */
  public boolean closerHalfCloses() {
    return shutdownBeforeClose || (closer == Closer.INITIATOR && initiatorHalfCloses);
  }

  /** Whether the observer sends its own FIN before it has read the closer's. */
  public boolean observerHalfCloses() {
    return closer == Closer.RESPONDER && initiatorHalfCloses;
  }

  /** Whether the closer aborts on purpose: SO_LINGER on, 0 seconds. */
  public boolean aborts() {
    return lingerSeconds != null && lingerSeconds == 0;
  }

  /**
   * The field whose bytes are all of its author's own choice and go to a server as they are: {@code
   * request.text}, {@code request.base64} or {@code request.http.headers}; null where none is said.
   */
  public @Nullable String ownWords() {
    return approach == null || approach.request() == null ? null : approach.request().ownWords();
  }

  /** This spec as it may be kept and shown, see {@link Masked}: not one to run. */
  public Spec masked() {
    Approach shown = approach == null ? null : approach.masked();
    return shown == approach ? this : copy(target, shown);
  }

  /** The same experiment with another host. */
  public Spec with(Target other) {
    return copy(other, approach);
  }

  private Spec copy(@Nullable Target newTarget, @Nullable Approach newApproach) {
    return new Spec(
        peer,
        newTarget,
        closer,
        bytesSent,
        bytesRead,
        replyBytes,
        shutdownBeforeClose,
        drainBeforeClose,
        drainMillis,
        observerReads,
        lingerSeconds,
        bytesSentAfterClose,
        initiatorHalfCloses,
        timeoutMillis,
        diagnose,
        newApproach);
  }

  /** How much of the run's time is kept so that what took all of it is still told in time. */
  public Duration keptToTell() {
    return Duration.ofMillis(Math.min(timeoutMillis / 10, MOST_KEPT_TO_TELL_MILLIS));
  }

  /** How much of the run's time is kept at its end, to see what becomes of the probe. */
  public Duration keptToProbe() {
    return diagnose ? KEPT_TO_PROBE : Duration.ZERO;
  }

  /** {@link #timeoutMillis} as a duration. */
  public Duration timeout() {
    return Duration.ofMillis(timeoutMillis);
  }

  /** What needs a word from the other end, or its obedience. */
  private static void checkServer(
      List<InvalidSpec.Violation> violations,
      @Nullable Target target,
      int replyBytes,
      int bytesSentAfterClose,
      ObserverReads observerReads) {
    refuse(
        violations,
        target == null,
        "targetHost",
        "is required with 'peer': \"SERVER\": the host of the server");
    refuse(
        violations, target != null && target.responderUrl() != null, "responderUrl", NO_OTHER_WORD);
    refuse(violations, replyBytes != 0, "replyBytes", NO_OTHER_WORD);
    refuse(violations, bytesSentAfterClose != 0, "bytesSentAfterClose", NO_OTHER_WORD);
    refuse(
        violations,
        observerReads != ObserverReads.PROMPT,
        "observerReads",
        "must be left out with 'peer': \"SERVER\": 'writing' says when the initiator reads");
  }

  private static void refuseServersPart(
      List<InvalidSpec.Violation> violations,
      Closer closer,
      int bytesRead,
      boolean shutdownBeforeClose,
      @Nullable Integer lingerSeconds) {
    if (closer == Closer.INITIATOR) {
      return;
    }
    refuse(violations, bytesRead != 0, "bytesRead", SERVER_CLOSES);
    refuse(violations, shutdownBeforeClose, "shutdownBeforeClose", SERVER_CLOSES);
    refuse(violations, lingerSeconds != null, "lingerSeconds", SERVER_CLOSES);
  }

  static void range(
      List<InvalidSpec.Violation> violations, String field, int value, int least, int most) {
    refuse(
        violations,
        value < least || value > most,
        field,
        () -> "must be " + least + " to " + most + ", not " + value);
  }

  static void refuse(
      List<InvalidSpec.Violation> violations, boolean broken, String field, String message) {
    refuse(violations, broken, field, () -> message);
  }

  /**
   * @param message made only if the rule is broken, and then by no format, which takes longer than
   *     all the rest: a campaign makes thousands of specs
   */
  private static void refuse(
      List<InvalidSpec.Violation> violations,
      boolean broken,
      String field,
      Supplier<String> message) {
    if (broken && violations.stream().noneMatch(violation -> violation.field().equals(field))) {
      violations.add(new InvalidSpec.Violation(field, message.get()));
    }
  }
}
