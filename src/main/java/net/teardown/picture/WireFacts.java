package net.teardown.picture;

import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import org.jspecify.annotations.Nullable;

/** What one end's own transcript proves about the segments that it sent and received. */
final class WireFacts {

  private final EndRecord record;
  private final @Nullable Step reset;
  private final @Nullable Step endOfStream;
  private final @Nullable Step halfClose;
  private final @Nullable Step close;
  private final @Nullable Long unread;
  private final boolean over;

  WireFacts(EndRecord record) {
    this.record = record;
    Step resetSeen = null;
    Step endSeen = null;
    Step shut = null;
    Step closed = null;
    Long left = null;
    boolean gone = false;
    for (Step step : record.steps()) {
      boolean resets = step.failedWith("ECONNRESET") || (step.failedWith("EPIPE") && shut == null);
      if (resets && resetSeen == null) {
        resetSeen = step;
      }
      gone |= resets || (transfers(step) && ended(step));
      boolean ok = step.errno() == null;
      if (ok && step.call() == Call.RECV) {
        left = null;
        // After a reset was returned once, recv returns 0 as well.
        if (endSeen == null && !gone && step.endOfStream()) {
          endSeen = step;
        }
      } else if (ok && step.call() == Call.UNREAD) {
        left = step.result();
      } else if (ok && step.call() == Call.SHUTDOWN_WRITE && shut == null && !gone) {
        shut = step;
      } else if (ok && step.call() == Call.CLOSE && closed == null) {
        closed = step;
      }
    }
    reset = resetSeen;
    endOfStream = endSeen;
    halfClose = shut;
    close = closed;
    unread = record.unreadAtClose() == null ? left : record.unreadAtClose();
    over = gone || record.probe() == ProbeAnswer.RESET;
  }

  private static boolean transfers(Step step) {
    return step.call() == Call.SEND
        || step.call() == Call.SEND_AFTER_IDLE
        || step.call() == Call.RECV
        || step.call() == Call.PROBE;
  }

  /** Whether the call failed because the kernel had given the connection up. */
  private static boolean ended(Step step) {
    return step.failedWith("ETIMEDOUT")
        || step.failedWith("EHOSTUNREACH")
        || step.failedWith("ENETUNREACH");
  }

  /** Whether there is a transcript of this end. */
  boolean given() {
    return !record.steps().isEmpty();
  }

  /** Whether its transcript goes up to its close, so that what isn't in it didn't happen. */
  boolean whole() {
    return close != null;
  }

  /** Whether a call of this kind succeeded. */
  boolean did(Call call) {
    return record.succeededIn(call);
  }

  /** The half-close that sent or queued a FIN; null if there was none. */
  @Nullable Step halfClose() {
    return halfClose;
  }

  /** Its close; null if none is recorded. */
  @Nullable Step close() {
    return close;
  }

  long bytesAccepted() {
    return record.kernelAccepted();
  }

  /** Bytes that are proven to have arrived. */
  long received() {
    return record.kernelRead() + (unread == null ? 0 : unread);
  }

  /** Whether it is known that no more bytes arrived while this end could notice. */
  boolean receivedNoMore() {
    return unread != null || endOfStream != null || reset != null;
  }

  /**
   * Whether bytes still waited to be sent, and a FIN behind them, or the FIN alone waited for room
   * at the other end, when its kernel was last asked.
   */
  boolean holdsBack() {
    TcpCounts tcp = record.tcp();
    if (tcp == null || tcp.notSentBytes() == null) {
      return false;
    }
    boolean noRoom = tcp.sendWindow() != null && tcp.sendWindow() == 0;
    return tcp.notSentBytes() > 0 || (noRoom && !tcp.inFlight());
  }

  /** Whether a FIN arrived; null if this end can't tell. */
  @Nullable Boolean finCame() {
    Evidence evidence = record.evidence();
    if (evidence != null) {
      boolean later = endOfStream != null && Boolean.FALSE.equals(evidence.resetReceived());
      return (later && Boolean.FALSE.equals(evidence.finReceived()))
          ? Boolean.TRUE
          : evidence.finReceived();
    }
    if (endOfStream != null) {
      return true;
    }
    return switch (record.stateAtClose()) {
      case CLOSE_WAIT, LAST_ACK, CLOSING, TIME_WAIT -> true;
      // A reset that no call returned leads to CLOSE as well.
      case CLOSE -> null;
      // One may have arrived after its close.
      case ESTABLISHED, SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, FIN_WAIT_2, LISTEN -> null;
      case null -> null;
    };
  }

  /** Whether an RST arrived; null if this end can't tell. */
  @Nullable Boolean resetCame() {
    Evidence evidence = record.evidence();
    return evidence != null ? evidence.resetReceived() : reset == null ? null : Boolean.TRUE;
  }

  /** Whether it took evidence, as an observer does. */
  boolean observed() {
    return record.evidence() != null;
  }

  /** The call that returned a reset; null if none did. */
  @Nullable Step resetReturnedBy() {
    return reset;
  }

  /** The call that returned end of stream; null if none did. */
  @Nullable Step endReturnedBy() {
    return endOfStream;
  }

  /**
   * The segment that its close sent at once; null if that depends on a state that isn't known.
   *
   * @param other the facts of the other end, for what its own leave open
   */
  @Nullable ByClose byClose(WireFacts other) {
    if (close == null) {
      return ByClose.NOTHING;
    }
    boolean lingersZero =
        record.steps().stream()
            .anyMatch(step ->
                step.call() == Call.LINGER
                    && step.errno() == null
                    && step.bytes() != null
                    && step.bytes() == 0);
    boolean leftUnread = unread != null && unread > 0;
    ByClose sent = null;
    for (TcpState state : before(other)) {
      ByClose here = ByClose.in(state, leftUnread, lingersZero, holdsBack());
      if (sent != null && sent != here) {
        return null;
      }
      sent = here;
    }
    return sent;
  }

  /** The states that it may have been in right before its close. */
  private List<TcpState> before(WireFacts other) {
    TcpState known =
        record.evidence() == null ? record.stateAtClose() : record.evidence().tcpState();
    boolean stood = record.succeededIn(Call.CONNECT) || record.succeededIn(Call.ACCEPT);
    if (over || !stood || known == TcpState.CLOSE) {
      return List.of(TcpState.CLOSE);
    }
    // The other end's acknowledgement may have ended the connection since.
    if (known == TcpState.LAST_ACK || known == TcpState.CLOSING) {
      return List.of(known, TcpState.CLOSE);
    }
    boolean finSince =
        halfClose != null && (known == TcpState.ESTABLISHED || known == TcpState.CLOSE_WAIT);
    if (known != null && !finSince) {
      return List.of(known);
    }
    if (halfClose == null) {
      return List.of(TcpState.ESTABLISHED);
    }
    return endOfStream != null || other.halfClose != null
        ? List.of(TcpState.LAST_ACK, TcpState.CLOSE)
        : List.of(TcpState.FIN_WAIT_2);
  }
}
