package net.teardown.script;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Observation;
import net.teardown.experiment.evidence.Observation.OwnFin;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.evidence.TimeWait;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;
import net.teardown.socket.Readiness;
import net.teardown.socket.TcpInfo;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel about one socket, in the one order that doesn't destroy what it asks for: poll,
 * TCP_INFO and SIOCINQ leave everything as it is, SO_ERROR clears the error it returns.
 */
final class Examination {

  private final TcpStack stack;
  private final TcpSocket socket;
  private final Supplier<Optional<TcpInfo>> tcpInfo;
  private final Transcript transcript;

  /**
   * @param tcpInfo asks the socket's kernel, on behalf of who keeps what it says
   */
  Examination(
      TcpStack stack,
      TcpSocket socket,
      Supplier<Optional<TcpInfo>> tcpInfo,
      Transcript transcript) {
    this.stack = stack;
    this.socket = socket;
    this.tcpInfo = tcpInfo;
    this.transcript = transcript;
  }

  /** What poll and TCP_INFO say. */
  record Seen(Readiness readiness, Optional<TcpInfo> info) {}

  Seen look() {
    long at = System.nanoTime();
    Readiness readiness = socket.poll(Interest.ERRORS_ONLY, Duration.ZERO);
    long between = System.nanoTime();
    transcript.add(
        at,
        between,
        Call.POLL,
        null,
        CallResult.ok(readiness.error() || readiness.hangUp() ? 1 : 0));
    Optional<TcpInfo> info = tcpInfo.get();
    info.ifPresent(seen ->
        transcript.add(
            between, System.nanoTime(), Call.TCP_INFO, null, CallResult.ok(seen.state())));
    return new Seen(readiness, info);
  }

  Observation observe(
      boolean endOfStream, @Nullable String firstError, long bytesRead, OwnFin ownFin) {
    if (!stack.givesKernelEvidence()) {
      return new Observation(
          endOfStream, firstError, bytesRead, ownFin, null, null, null, null, null, null, null);
    }
    Seen seen = look();
    Long unread = unread();
    String error = error();
    Observation observation =
        new Observation(
            endOfStream,
            firstError,
            bytesRead,
            ownFin,
            seen.readiness().error(),
            seen.readiness().hangUp(),
            seen.info().map(info -> TcpState.ofKernel(info.state())).orElse(null),
            seen.info().map(TcpInfo::bytesReceived).orElse(null),
            unread,
            error,
            null);
    return observation.needsTimeWait() ? observation.withTimeWait(timeWait()) : observation;
  }

  private @Nullable Long unread() {
    long at = System.nanoTime();
    CallResult result = socket.unread();
    transcript.add(at, System.nanoTime(), Call.UNREAD, null, result);
    return result.ok() ? result.value() : null;
  }

  /** The pending error's symbol, which nobody will be told again; null for none. */
  @Nullable String error() {
    long at = System.nanoTime();
    CallResult result = socket.takeError();
    transcript.add(at, System.nanoTime(), Call.SOCKET_ERROR, null, result);
    Errno errno = result.errno();
    return errno == null ? null : errno.symbol();
  }

  private TimeWait timeWait() {
    long at = System.nanoTime();
    net.teardown.socket.TimeWait found =
        stack.timeWait(socket.localAddress(), socket.remoteAddress());
    transcript.add(
        at,
        System.nanoTime(),
        Call.SOCK_DIAG,
        null,
        CallResult.ok(found == net.teardown.socket.TimeWait.PRESENT ? 1 : 0));
    return switch (found) {
      case PRESENT -> TimeWait.PRESENT;
      case ABSENT -> TimeWait.ABSENT;
      case OVERFLOWED -> TimeWait.OVERFLOWED;
      case SURVIVES_RESETS -> TimeWait.SURVIVES_RESETS;
      case UNDECIDABLE -> TimeWait.UNDECIDABLE;
    };
  }

  /** Whether a state says that the other end's FIN has come in (RFC 9293 3.3.2). */
  static boolean pastEstablished(int kernelState) {
    return switch (TcpState.ofKernel(kernelState)) {
      case CLOSE_WAIT, LAST_ACK, CLOSING, TIME_WAIT, CLOSE -> true;
      case ESTABLISHED, SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, FIN_WAIT_2, LISTEN -> false;
    };
  }
}
