package net.teardown.experiment.evidence;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end's transcript.
 *
 * @param address its own address and port, {@code 127.0.0.1:41234} or {@code [::1]:41234}; null if
 *     it never had one
 * @param bytesRead bytes its {@code recv} returned
 * @param bytesAccepted bytes its {@code send} accepted
 * @param unreadAtClose bytes in its receive queue when it closed (SIOCINQ); only the closer's, null
 *     where it never got there
 * @param stateAtClose its state immediately before it closed; only the closer's, null where it
 *     wasn't asked for
 * @param tcp what its kernel counted of the connection, up to its close or to its evidence; null
 *     where its kernel wasn't asked
 * @param alteredAt offset of the first byte it received that is not the one that was sent; null if
 *     there is none, or nobody looked
 * @param probe what became of the byte sent after the evidence; null if none was asked for
 * @param stoppedIn where the deadline caught it; null if it came through
 * @param steps the calls it made, in order
 * @param evidence what its kernel says afterwards; only the observer's
 */
public record EndRecord(
    @Nullable String address,
    long bytesRead,
    long bytesAccepted,
    @Nullable Long unreadAtClose,
    @Nullable TcpState stateAtClose,
    @Nullable TcpCounts tcp,
    @Nullable Long alteredAt,
    @Nullable ProbeAnswer probe,
    @Nullable Phase stoppedIn,
    List<Step> steps,
    @Nullable Evidence evidence) {

  public EndRecord {
    steps = List.copyOf(steps);
  }

  /** An end that never did anything. */
  public static final EndRecord IDLE =
      new EndRecord(null, 0, 0, null, null, null, null, null, null, List.of(), null);

  /** Whether it ever did anything. */
  public boolean isIdle() {
    return equals(IDLE);
  }

  /** This record with these steps. */
  public EndRecord withSteps(List<Step> steps) {
    return new EndRecord(
        address,
        bytesRead,
        bytesAccepted,
        unreadAtClose,
        stateAtClose,
        tcp,
        alteredAt,
        probe,
        stoppedIn,
        steps,
        evidence);
  }

  /**
   * Whether something that this end sent stayed without any answer for as long as proves it; false
   * too where its kernel wasn't asked.
   */
  public boolean unanswered() {
    return tcp != null && tcp.unanswered();
  }

  /** Bytes that came in for this end: what it read, and what it left unread when it closed. */
  public long bytesArrived() {
    return bytesRead + (unreadAtClose == null ? 0 : unreadAtClose);
  }

  /** Whether this end's {@code close(2)} is on record. */
  public boolean closed() {
    return succeededIn(Call.CLOSE);
  }

  /** Whether a call of this kind that did not fail is on record. */
  public boolean succeededIn(Call call) {
    for (Step step : steps) {
      if (step.call() == call && step.errno() == null) {
        return true;
      }
    }
    return false;
  }

  /** The first error of a call of this kind; null if it never failed. */
  public @Nullable String firstErrorOf(Call call) {
    return steps.stream()
        .filter(step -> step.call() == call && step.errno() != null)
        .map(step -> Objects.requireNonNull(step.errno()))
        .findFirst()
        .orElse(null);
  }
}
