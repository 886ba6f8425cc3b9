package net.teardown.experiment.spec;

import java.time.Duration;
import java.util.Optional;
import net.teardown.experiment.terms.Closer;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment is to do, with every default filled in and every rule kept. {@link
 * SpecDraft#toSpec()} makes it; {@link SpecFields} says what the fields mean.
 *
 * @param timeoutMillis deadline for the whole run, 1 to 3600000
 */
public record Spec(Exchange exchange, Close close, int timeoutMillis, OtherEnd otherEnd) {

  /** How long an unanswered byte takes to be retransmitted three times: 2 to 3 s (RFC 6298 5). */
  static final Duration KEPT_TO_PROBE = Duration.ofSeconds(3);

  private static final int KEPT_TO_ASK_A_SERVER_MILLIS = 1000;
  private static final int MOST_KEPT_TO_TELL_MILLIS = 250;

  /** The end that closes first. */
  public Closer closer() {
    return close.closer();
  }

  /** Bytes that the closer leaves unread if everything arrives and nothing is drained. */
  public int plannedUnread() {
    return unreadOfExchange() + exchange.bytesAfterIdle();
  }

  /** Those of them that arrive in the exchange, before any silence. */
  public int unreadOfExchange() {
    return observerSends() - close.bytesRead();
  }

  /** Bytes that the closer sends to the observer. */
  public int closerSends() {
    return closer() == Closer.RESPONDER ? exchange.replyBytes() : exchange.bytesSent();
  }

  /** Bytes that the observer sends to the closer in the exchange. */
  public int observerSends() {
    return closer() == Closer.RESPONDER ? exchange.bytesSent() : exchange.replyBytes();
  }

  /**
   * Whether the closer half-closes before it closes: by {@code shutdownBeforeClose}, or by {@code
   * initiatorHalfCloses} where the initiator is the closer.
   */
  public boolean closerHalfCloses() {
    return close.shutdownBeforeClose()
        || (closer() == Closer.INITIATOR && exchange.initiatorHalfCloses());
  }

  /** Whether the observer sends its FIN before it has read the closer's. */
  public boolean observerHalfCloses() {
    return closer() == Closer.RESPONDER && exchange.initiatorHalfCloses();
  }

  /**
   * Whether the closer leaves the session ticket unread that TLS 1.3 sends behind the handshake: to
   * whoever reads nothing of the reply it stays in front of it.
   */
  public boolean leavesTicket() {
    OwnTls tls = exchange.tls();
    return tls != null
        && tls.sendsTicket()
        && closer() == Closer.INITIATOR
        && close.bytesRead() == 0;
  }

  /** Whether the closer leaves the close_notify unread that the observer sends before its FIN. */
  public boolean leavesCloseNotify() {
    OwnTls tls = exchange.tls();
    return tls != null && tls.notifies() && observerHalfCloses();
  }

  /**
   * Whether the observer answers the end of a drain with a close_notify: one that comes after the
   * close is answered by a reset, as a FIN alone isn't.
   */
  public boolean answersDrainWithCloseNotify() {
    OwnTls tls = exchange.tls();
    return tls != null && tls.notifies() && close.drainBeforeClose() && !observerHalfCloses();
  }

  /** Whether that close_notify is sure to come too late: it is sent only after the close. */
  public boolean notifiesTooLate() {
    return answersDrainWithCloseNotify() && exchange.observerReads() == ObserverReads.LATE;
  }

  /** Whether the closer closes with something unread, drained or not. */
  public boolean leavesSomething() {
    return plannedUnread() > 0 || leavesTicket() || leavesCloseNotify();
  }

  /** The kind of the other end. */
  public PeerKind peer() {
    return otherEnd.kind();
  }

  /** The host of the other end; empty where both ends are here. */
  public Optional<Target> target() {
    return otherEnd.place();
  }

  /** What is sent to a server; empty for other kinds of end. */
  public Optional<Request> request() {
    return otherEnd.dialogue().map(ServerDialogue::request);
  }

  /** Whether it sends a server more than filler; a handshake in TLS is more. */
  public boolean saysSomething() {
    return otherEnd
        .dialogue()
        .map(dialogue -> dialogue.request().saysSomething() || dialogue.anyTls() != null)
        .orElse(false);
  }

  /** The field in which the author chooses every byte that is sent; null if there is none. */
  public @Nullable String ownWords() {
    return request().map(Request::ownWords).orElse(null);
  }

  /** This spec as it may be stored and shown, see {@link Masked}; not one to run. */
  public Spec masked() {
    OtherEnd shown = otherEnd.masked();
    return shown.equals(otherEnd) ? this : with(shown);
  }

  /** The same experiment with another end. */
  public Spec with(OtherEnd other) {
    return new Spec(exchange, close, timeoutMillis, other);
  }

  /** The same experiment without the silence. */
  public Spec withoutIdle() {
    return new Spec(
        new Exchange(
            exchange.bytesSent(),
            exchange.replyBytes(),
            exchange.bytesSentAfterClose(),
            exchange.initiatorHalfCloses(),
            exchange.observerReads(),
            0,
            exchange.tls()),
        close,
        timeoutMillis,
        otherEnd);
  }

  /**
   * The part of the run's time that is reserved for the report, so that a run that uses all the
   * rest still reports in time.
   */
  public Duration keptToTell() {
    return Duration.ofMillis(Math.min(timeoutMillis / 10, MOST_KEPT_TO_TELL_MILLIS));
  }

  /** Whether more may be done after the evidence is taken, see {@link SpecFields#DIAGNOSE}. */
  public boolean diagnoses() {
    return otherEnd.diagnoses();
  }

  /** The part of the run's time that is reserved at its end for the probe's answer. */
  public Duration keptToProbe() {
    if (!diagnoses()) {
      return Duration.ZERO;
    }
    return otherEnd.dialogue().isPresent()
        ? Duration.ofMillis(Math.min(KEPT_TO_ASK_A_SERVER_MILLIS, timeoutMillis / 2))
        : KEPT_TO_PROBE;
  }

  /** Whether it may take longer than a caller waits for an answer. */
  public boolean isLong() {
    return timeoutMillis > SpecFields.MAX_AWAITED_MILLIS;
  }

  /** {@link #timeoutMillis} as a duration. */
  public Duration timeout() {
    return Duration.ofMillis(timeoutMillis);
  }
}
