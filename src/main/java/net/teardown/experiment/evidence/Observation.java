package net.teardown.experiment.evidence;

import org.jspecify.annotations.Nullable;

/**
 * What an observer's calls and kernel returned, before anything is concluded from it. Kernel fields
 * are null where the stack can't ask the kernel.
 *
 * @param endOfStream {@code recv} returned 0
 * @param firstError the first error that {@code send} or {@code recv} returned, as errno's symbol
 * @param bytesRead bytes that {@code recv} returned on this connection
 * @param ownFin when the observer sent its own FIN, if it did
 * @param pollError {@code poll} said POLLERR
 * @param pollHangUp {@code poll} said POLLHUP
 * @param state {@code tcpi_state}
 * @param bytesReceived {@code tcpi_bytes_received}, which counts a FIN as one byte
 * @param unread SIOCINQ, bytes
 * @param socketError what SO_ERROR held, as errno's symbol; null for none
 * @param timeWait the look-up of the four-tuple; null where none was needed
 */
public record Observation(
    boolean endOfStream,
    @Nullable String firstError,
    long bytesRead,
    OwnFin ownFin,
    @Nullable Boolean pollError,
    @Nullable Boolean pollHangUp,
    @Nullable TcpState state,
    @Nullable Long bytesReceived,
    @Nullable Long unread,
    @Nullable String socketError,
    @Nullable TimeWait timeWait) {

  /** When the observer sent its own FIN: it decides which evidence a reset leaves behind. */
  public enum OwnFin {
    NOT_SENT,
    /** Before the other end's came in, so this end holds the TIME-WAIT. */
    BEFORE_THE_OTHER,
    /** So close to the other end's that it can't be told which was first. */
    ABOUT_WITH_THE_OTHER,
    /** After the other end's came in. */
    AFTER_THE_OTHER
  }

  /**
   * Whether only the look-up of the four-tuple can tell a clean end from a hidden reset: the
   * observer sent its FIN first, the socket's state is CLOSE, and no error says why.
   */
  public boolean needsTimeWait() {
    return (ownFin == OwnFin.BEFORE_THE_OTHER || ownFin == OwnFin.ABOUT_WITH_THE_OTHER)
        && state == TcpState.CLOSE
        && firstError == null
        && socketError == null
        && !Boolean.TRUE.equals(pollError);
  }

  /** This observation with the result of the look-up of the four-tuple. */
  public Observation withTimeWait(TimeWait found) {
    return new Observation(
        endOfStream,
        firstError,
        bytesRead,
        ownFin,
        pollError,
        pollHangUp,
        state,
        bytesReceived,
        unread,
        socketError,
        found);
  }
}
