package net.teardown.experiment.evidence;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the observer's kernel proves about the end of a connection, or the observer's calls where
 * the kernel can't be asked.
 *
 * @param endOfStream the application read end of stream
 * @param finReceived a FIN came in; null if the figures contradict each other
 * @param resetReceived an RST came in; null if that can't be decided
 * @param timedOut the kernel gave the connection up (ETIMEDOUT)
 * @param unreachable the error by which the network said that the peer can't be reached, after the
 *     connection was established
 * @param tcpState the state when the evidence was taken; null at application level
 * @param socketError the pending error that SO_ERROR held; null for none
 * @param timeWait what the look-up of the four-tuple said; null where none was needed
 */
public record Evidence(
    boolean endOfStream,
    @Nullable Boolean finReceived,
    @Nullable Boolean resetReceived,
    boolean timedOut,
    @Nullable String unreachable,
    @Nullable TcpState tcpState,
    @Nullable String socketError,
    @Nullable TimeWait timeWait) {

  /** The errors by which the kernel says that the other end has reset the connection. */
  public static final Set<String> RESET_ERRORS = Set.of("ECONNRESET", "EPIPE");

  /** The errors by which the network says that the other end can't be reached. */
  public static final Set<String> UNREACHABLE_ERRORS =
      Set.of("EHOSTUNREACH", "ENETUNREACH", "EPERM", "EACCES");

  /**
   * Derives the evidence from an observation: from the kernel's fields where they are given, else
   * from what the calls returned.
   */
  public static Evidence of(Observation seen) {
    String error = seen.firstError();
    boolean timedOut = "ETIMEDOUT".equals(error) || "ETIMEDOUT".equals(seen.socketError());
    String unreachable = firstUnreachable(error, seen.socketError());
    Boolean fin = seen.state() == null ? finFromCalls(seen) : finFromKernel(seen);
    Boolean reset =
        seen.state() == null
            ? Boolean.valueOf(resetError(error))
            : resetFromKernel(seen, fin, timedOut, unreachable);
    return new Evidence(
        seen.endOfStream(),
        fin,
        reset,
        timedOut,
        unreachable,
        seen.state(),
        seen.socketError(),
        seen.timeWait());
  }

  /**
   * tcpi_bytes_received counts a FIN as one byte. The count stays even if another call has already
   * returned, and so cleared, the error.
   */
  private static @Nullable Boolean finFromKernel(Observation seen) {
    if (seen.bytesReceived() == null || seen.unread() == null) {
      return null;
    }
    long surplus = seen.bytesReceived() - seen.bytesRead() - seen.unread();
    if (surplus == 0 || surplus == 1) {
      return surplus == 1;
    }
    // SIOCINQ was asked for last, so a peer that still sends may have sent more meanwhile, and no
    // FIN yet.
    return (surplus < 0 && beforeItsFin(seen.state())) ? Boolean.FALSE : null;
  }

  /** Whether the peer may still send in this state (RFC 9293 3.3.2). */
  private static boolean beforeItsFin(@Nullable TcpState state) {
    return state == TcpState.ESTABLISHED
        || state == TcpState.FIN_WAIT_1
        || state == TcpState.FIN_WAIT_2;
  }

  private static @Nullable Boolean resetFromKernel(
      Observation seen, @Nullable Boolean fin, boolean timedOut, @Nullable String unreachable) {
    if (resetError(seen.firstError()) || resetError(seen.socketError())) {
      return true;
    }
    if (timedOut || unreachable != null) {
      return false;
    }
    if (Boolean.TRUE.equals(seen.pollError())) {
      return true;
    }
    if (seen.state() != TcpState.CLOSE) {
      return false;
    }
    return switch (seen.ownFin()) {
      case NOT_SENT -> true;
      case AFTER_THE_OTHER -> false;
      case BEFORE_THE_OTHER ->
          Boolean.FALSE.equals(fin) ? Boolean.TRUE : resetFromTimeWait(seen.timeWait());
      // The TIME-WAIT may be at the other end, so its absence here proves nothing.
      case ABOUT_WITH_THE_OTHER ->
          Boolean.FALSE.equals(fin)
              ? Boolean.TRUE
              : seen.timeWait() == TimeWait.PRESENT ? Boolean.FALSE : null;
    };
  }

  private static @Nullable Boolean resetFromTimeWait(@Nullable TimeWait timeWait) {
    return switch (timeWait) {
      case PRESENT -> false;
      case ABSENT -> true;
      case OVERFLOWED, SURVIVES_RESETS, UNDECIDABLE -> null;
      case null -> null;
    };
  }

  /**
   * A call returns ECONNRESET only if no FIN came first; after a FIN the same reset is reported as
   * EPIPE.
   */
  private static Boolean finFromCalls(Observation seen) {
    return seen.endOfStream() && !"ECONNRESET".equals(seen.firstError());
  }

  private static boolean resetError(@Nullable String errno) {
    return errno != null && RESET_ERRORS.contains(errno);
  }

  private static @Nullable String firstUnreachable(
      @Nullable String first, @Nullable String second) {
    if (first != null && UNREACHABLE_ERRORS.contains(first)) {
      return first;
    }
    return second != null && UNREACHABLE_ERRORS.contains(second) ? second : null;
  }

  /**
   * Whether it can't be decided if an RST came in: the observer's own FIN made the look-up of the
   * four-tuple necessary, and the look-up didn't tell.
   */
  boolean undecided() {
    return resetReceived == null;
  }

  /** Whether the kernel's figures contradict each other. */
  boolean contradictory() {
    return finReceived == null;
  }
}
