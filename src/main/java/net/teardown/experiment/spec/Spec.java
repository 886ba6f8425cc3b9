package net.teardown.experiment.spec;

import java.time.Duration;
import java.util.Optional;
import net.teardown.experiment.terms.Closer;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment is to do, every default filled in and every rule kept. {@link
 * SpecDraft#toSpec()} makes it; what the fields mean is said in {@link SpecFields}.
 *
 * @param timeoutMillis deadline for the whole run, 1 to 60000
 */
public record Spec(Exchange exchange, Close close, int timeoutMillis, OtherEnd otherEnd) {

  /** A byte that stays unanswered is sent again for the third time after 2 to 3 s (RFC 6298 5). */
  static final Duration KEPT_TO_PROBE = Duration.ofSeconds(3);

  private static final int MOST_KEPT_TO_TELL_MILLIS = 250;

  /** The end that closes first. */
  public Closer closer() {
    return close.closer();
  }

  /** What the closer will leave unread if everything arrives and nothing is drained, bytes. */
  public int plannedUnread() {
    return observerSends() - close.bytesRead();
  }

  /** What the closer sends to the observer, bytes. */
  public int closerSends() {
    return closer() == Closer.RESPONDER ? exchange.replyBytes() : exchange.bytesSent();
  }

  /** What the observer sends to the closer before the close, bytes. */
  public int observerSends() {
    return closer() == Closer.RESPONDER ? exchange.bytesSent() : exchange.replyBytes();
  }

  /**
   * Whether the closer's FIN is asked for before its close, by the half-close or as the initiator's
   * own.
   */
  public boolean closerHalfCloses() {
    return close.shutdownBeforeClose()
        || (closer() == Closer.INITIATOR && exchange.initiatorHalfCloses());
  }

  /** Whether the observer sends its own FIN before it has read the closer's. */
  public boolean observerHalfCloses() {
    return closer() == Closer.RESPONDER && exchange.initiatorHalfCloses();
  }

  /** The kind of the other end, by name. */
  public PeerKind peer() {
    return otherEnd.kind();
  }

  /** Where the other end is; empty where both are here. */
  public Optional<Target> target() {
    return otherEnd.place();
  }

  /** What is said to a server; empty where the other end is none. */
  public Optional<Request> request() {
    return otherEnd.dialogue().map(ServerDialogue::request);
  }

  /** Whether it has a server told more than filler: a method and a path are enough. */
  public boolean saysSomething() {
    return request().map(Request::saysSomething).orElse(false);
  }

  /** The field whose bytes are all of its author's own choice; null where no field's are. */
  public @Nullable String ownWords() {
    return request().map(Request::ownWords).orElse(null);
  }

  /** This spec as it may be kept and shown, see {@link Masked}: not one to run. */
  public Spec masked() {
    OtherEnd shown = otherEnd.masked();
    return shown.equals(otherEnd) ? this : with(shown);
  }

  /** The same experiment with another end. */
  public Spec with(OtherEnd other) {
    return new Spec(exchange, close, timeoutMillis, other);
  }

  /** How much of the run's time is kept so that what took all of it is still told in time. */
  public Duration keptToTell() {
    return Duration.ofMillis(Math.min(timeoutMillis / 10, MOST_KEPT_TO_TELL_MILLIS));
  }

  /** Whether the observer may send a byte after its evidence is taken. */
  public boolean diagnoses() {
    return otherEnd.diagnoses();
  }

  /** How much of the run's time is kept at its end, to see what becomes of the probe. */
  public Duration keptToProbe() {
    return diagnoses() ? KEPT_TO_PROBE : Duration.ZERO;
  }

  /** {@link #timeoutMillis} as a duration. */
  public Duration timeout() {
    return Duration.ofMillis(timeoutMillis);
  }
}
