package net.teardown.script;

import java.time.Duration;
import java.util.Optional;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Observation;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.evidence.TimeWait;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;
import net.teardown.socket.Readiness;
import net.teardown.socket.TcpInfo;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import net.teardown.socket.TimeWaitEntry;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel about one socket. Evidence is taken in the one order that doesn't destroy any of
 * it: poll, TCP_INFO and SIOCINQ change nothing, SO_ERROR clears the error it returns.
 */
final class Examination {

  private final TcpStack stack;
  private final TcpSocket socket;
  private final EndState end;
  private final Transcript transcript;

  /**
   * @param end the end that the socket belongs to; it records what the kernel says of the
   *     connection
   */
  Examination(TcpStack stack, TcpSocket socket, EndState end, Transcript transcript) {
    this.stack = stack;
    this.socket = socket;
    this.end = end;
    this.transcript = transcript;
  }

  /** What {@code TCP_INFO} says, which is noted; empty if the stack can't say. */
  Optional<TcpInfo> info() {
    Optional<TcpInfo> info = socket.info();
    if (info.isPresent()) {
      end.note(info.get());
    }
    return info;
  }

  /** The results of poll and TCP_INFO. */
  private record Seen(Readiness readiness, Optional<TcpInfo> info) {}

  /** Asks poll, then TCP_INFO; neither clears anything. */
  void look() {
    seen();
  }

  private Seen seen() {
    long at = System.nanoTime();
    Readiness readiness = socket.poll(Interest.ERRORS_ONLY, Duration.ZERO);
    long between = System.nanoTime();
    transcript.add(
        at, between, Call.POLL, CallResult.ok(readiness.error() || readiness.hangUp() ? 1 : 0));
    Optional<TcpInfo> info = info();
    info.ifPresent(seen ->
        transcript.add(between, System.nanoTime(), Call.TCP_INFO, CallResult.ok(seen.state())));
    return new Seen(readiness, info);
  }

  /** Takes the evidence of how the connection ended; the socket must still be open. */
  void takeEvidence() {
    end.testified(Evidence.of(observe()));
  }

  private Observation observe() {
    if (!stack.givesKernelEvidence()) {
      return observation(null, null, null, null);
    }
    Seen seen = seen();
    Long unread = unreadByNow(transcript.returnedNanos());
    String error = error(transcript.returnedNanos());
    Observation observation =
        observation(seen.readiness(), seen.info().orElse(null), unread, error);
    return observation.needsTimeWait() ? observation.withTimeWait(timeWait()) : observation;
  }

  private Observation observation(
      @Nullable Readiness readiness,
      @Nullable TcpInfo info,
      @Nullable Long unread,
      @Nullable String error) {
    return new Observation(
        end.endOfStream(),
        end.firstError(),
        end.allBytesRead(),
        end.ownFin(),
        readiness == null ? null : Boolean.valueOf(readiness.error()),
        readiness == null ? null : Boolean.valueOf(readiness.hangUp()),
        info == null ? null : TcpState.ofKernel(info.state()),
        info == null ? null : info.bytesReceived(),
        unread,
        error,
        null);
  }

  private @Nullable Long unreadByNow(long at) {
    CallResult result = socket.unread();
    transcript.add(at, System.nanoTime(), Call.UNREAD, result);
    return result.ok() ? result.value() : null;
  }

  /** Takes and clears the pending error (SO_ERROR): its symbol; null for none. */
  private @Nullable String error(long at) {
    CallResult result = socket.takeError();
    transcript.add(at, System.nanoTime(), Call.SOCKET_ERROR, result);
    Errno errno = result.errno();
    return errno == null ? null : errno.symbol();
  }

  /** Records the state that the closer closes in, and the pending error. */
  void tellStateAtClose() {
    long at = System.nanoTime();
    info()
        .ifPresent(seen -> {
          end.stateAtCloseIs(TcpState.ofKernel(seen.state()));
          transcript.add(at, System.nanoTime(), Call.TCP_INFO, CallResult.ok(seen.state()));
        });
    if (errorPending()) {
      error(System.nanoTime());
    }
  }

  /** The connection's state; null where the stack can't say. */
  @Nullable TcpState state() {
    return info().map(info -> TcpState.ofKernel(info.state())).orElse(null);
  }

  /** Bytes waiting to be read (SIOCINQ); -1 where the stack can't say. */
  long unread() {
    long at = System.nanoTime();
    return count(at, Call.UNREAD, socket.unread());
  }

  /** Bytes sent and not yet acknowledged (SIOCOUTQ); -1 where the stack can't say. */
  long unacknowledged() {
    long at = System.nanoTime();
    return count(at, Call.UNACKNOWLEDGED, socket.unacknowledged());
  }

  private long count(long at, Call call, CallResult result) {
    if (!result.ok()) {
      return -1;
    }
    transcript.add(at, System.nanoTime(), call, result);
    return result.value();
  }

  /**
   * Whether the other end's FIN has come in, by the kernel's state; true where the stack can't say.
   */
  boolean peerHalfClosed() {
    return info().map(info -> pastEstablished(info.state())).orElse(true);
  }

  /**
   * Whether this end has told the other one that it has no room left, so that it can't send on
   * either (RFC 9293 3.8.6); false where the stack or an older kernel can't say.
   */
  boolean windowClosed() {
    return info()
        .map(info -> info.receiveWindow() != null && info.receiveWindow() < info.receiveMss())
        .orElse(false);
  }

  /** Whether the kernel has ended the connection: a reset was received, or it gave up. */
  boolean broken() {
    Readiness readiness = socket.poll(Interest.ERRORS_ONLY, Duration.ZERO);
    return readiness.error() || readiness.hangUp();
  }

  /**
   * Whether a reset was received that no call has reported. Once both ends have sent a FIN, POLLHUP
   * is permanent and tells nothing.
   */
  boolean resetCame() {
    return end.hasSentFin() ? errorPending() : broken();
  }

  /** Whether there is something to read: bytes, or end of stream. */
  boolean readable() {
    return socket.poll(Interest.INPUT, Duration.ZERO).readable();
  }

  /** Whether an error is pending (SO_ERROR). */
  private boolean errorPending() {
    return socket.poll(Interest.ERRORS_ONLY, Duration.ZERO).error();
  }

  /** Whether something sent is neither acknowledged nor answered by a reset. */
  boolean awaitsAnswer() {
    return untakenBytes() > 0;
  }

  /**
   * Bytes accepted and not yet acknowledged, without a note of it; below 0 if the stack can't say.
   */
  long untakenBytes() {
    CallResult left = socket.unacknowledged();
    return left.ok() ? left.value() : -1;
  }

  /** Whether some of what was sent isn't acknowledged, on a connection that still stands. */
  boolean untaken() {
    return info().map(info -> info.state() != TcpInfo.CLOSE).orElse(false) && awaitsAnswer();
  }

  /** The smoothed round-trip time; zero where the stack can't say. */
  Duration roundTripTime() {
    return info().map(info -> Duration.ofNanos(info.rttMicros() * 1000)).orElse(Duration.ZERO);
  }

  /** The retransmission timeout; zero where the stack can't say. */
  Duration retransmissionTimeout() {
    return info().map(info -> Duration.ofNanos(info.rtoMicros() * 1000)).orElse(Duration.ZERO);
  }

  /**
   * How long a reset may take to arrive, by this connection's round-trip time.
   *
   * @param indirect whether that is the round-trip time of the first leg alone
   */
  Duration onItsWay(boolean indirect) {
    return info()
        .map(info -> PathTimes.settling(info.rttMicros(), info.rttVarMicros(), indirect))
        .orElseGet(() -> PathTimes.settling(0, 0, indirect));
  }

  /** Whether nothing that was sent has been answered. */
  boolean unanswered() {
    info();
    return end.unanswered();
  }

  /** The probe's result by now. */
  ProbeAnswer answerToProbe() {
    ProbeAnswer answer =
        broken()
            ? ProbeAnswer.RESET
            : awaitsAnswer() ? ProbeAnswer.UNACKNOWLEDGED : ProbeAnswer.ACKNOWLEDGED;
    end.probeAnswered(answer);
    return answer;
  }

  private TimeWait timeWait() {
    long at = System.nanoTime();
    TimeWaitEntry found = stack.timeWait(socket.localAddress(), socket.remoteAddress());
    transcript.add(
        at,
        System.nanoTime(),
        Call.SOCK_DIAG,
        CallResult.ok(found == TimeWaitEntry.PRESENT ? 1 : 0));
    return switch (found) {
      case PRESENT -> TimeWait.PRESENT;
      case ABSENT -> TimeWait.ABSENT;
      case OVERFLOWED -> TimeWait.OVERFLOWED;
      case SURVIVES_RESETS -> TimeWait.SURVIVES_RESETS;
      case UNDECIDABLE -> TimeWait.UNDECIDABLE;
    };
  }

  /** Whether the other end's FIN has been received in this state (RFC 9293 3.3.2). */
  private static boolean pastEstablished(int kernelState) {
    return switch (TcpState.ofKernel(kernelState)) {
      case CLOSE_WAIT, LAST_ACK, CLOSING, TIME_WAIT, CLOSE -> true;
      case ESTABLISHED, SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, FIN_WAIT_2, LISTEN -> false;
    };
  }
}
