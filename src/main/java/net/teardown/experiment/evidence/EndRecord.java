package net.teardown.experiment.evidence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end's transcript.
 *
 * @param address its own address and port, {@code 127.0.0.1:41234} or {@code [::1]:41234}; null if
 *     it never had one
 * @param bytesRead bytes its {@code recv} returned
 * @param bytesAccepted bytes its {@code send} accepted
 * @param unreadAtClose bytes in its receive queue when it closed (SIOCINQ); only the closer has it;
 *     null where the closer never came to its close
 * @param stateAtClose its state immediately before it closed; only the closer has it; null where
 *     the kernel wasn't asked
 * @param tcp what its kernel counted on the connection until its close or its evidence; null where
 *     its kernel wasn't asked
 * @param alteredAt offset of the first received byte that differs from the one that was sent; null
 *     if there is none, or the bytes weren't compared
 * @param probe what became of the byte sent after the evidence; null if none was asked for
 * @param stoppedIn the phase in which the deadline stopped it; null if it finished
 * @param steps the calls it made, in order
 * @param evidence what its kernel says afterwards; only the observer has it
 * @param tls what it saw of TLS; null in plaintext, and towards a server, whose report has it
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
    @Nullable Evidence evidence,
    @Nullable EndTls tls)
    implements EndFacts {

  public EndRecord {
    steps = List.copyOf(steps);
  }

  /** The record of an end that made no call. */
  public static final EndRecord IDLE =
      new EndRecord(null, 0, 0, null, null, null, null, null, null, List.of(), null, null);

  /** Whether this end made no call. */
  public boolean isIdle() {
    return equals(IDLE);
  }

  /** This record with these steps. */
  public EndRecord withSteps(List<Step> steps) {
    return with(steps, tls);
  }

  /** This record with what was seen of TLS. */
  public EndRecord with(@Nullable EndTls seen) {
    return seen == null ? this : with(steps, seen);
  }

  private EndRecord with(List<Step> made, @Nullable EndTls seen) {
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
        made,
        evidence,
        seen);
  }

  @Override
  public boolean unanswered() {
    return tcp != null && tcp.unanswered();
  }

  /**
   * Bytes that arrived at this end, as the kernel counts them: those it received and those it left
   * unread when it closed.
   */
  public long bytesArrived() {
    return kernelRead() + (unreadAtClose == null ? 0 : unreadAtClose);
  }

  /** Bytes that its kernel gave it: in TLS those of records. */
  public long kernelRead() {
    return tls == null ? bytesRead : tls.receivedBytes();
  }

  /** Bytes that its kernel accepted: in TLS those of records. */
  public long kernelAccepted() {
    return tls == null ? allBytesAccepted() : tls.sentBytes();
  }
}
