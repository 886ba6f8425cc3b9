package net.teardown.picture;

import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpState;
import org.jspecify.annotations.Nullable;

/** What one end's own record proves of what it put on the wire, and of what came in. */
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
      boolean told = step.failedWith("ECONNRESET") || (step.failedWith("EPIPE") && shut == null);
      if (told && resetSeen == null) {
        resetSeen = step;
      }
      gone |= told || (transfers(step) && ended(step));
      boolean ok = step.errno() == null;
      if (ok && step.call() == Call.RECV) {
        left = null;
        // Behind a reset that was told, recv says 0 as well.
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
    return step.call() == Call.SEND || step.call() == Call.RECV || step.call() == Call.PROBE;
  }

  /** Whether it failed because the kernel had given the connection up. */
  private static boolean ended(Step step) {
    return step.failedWith("ETIMEDOUT")
        || step.failedWith("EHOSTUNREACH")
        || step.failedWith("ENETUNREACH");
  }

  /** Whether anything is known of this end at all. */
  boolean given() {
    return !record.steps().isEmpty();
  }

  /** Whether its transcript goes on to its close, so that what it doesn't tell didn't happen. */
  boolean whole() {
    return close != null;
  }

  /** Whether this call got through. */
  boolean did(Call call) {
    return record.succeededIn(call);
  }

  /** The half-close that sent a FIN or queued one; null if none did. */
  @Nullable Step halfClose() {
    return halfClose;
  }

  /** Its close; null if it isn't on record. */
  @Nullable Step close() {
    return close;
  }

  long bytesAccepted() {
    return record.bytesAccepted();
  }

  /** Bytes that are proved to have come in. */
  long received() {
    return record.bytesRead() + (unread == null ? 0 : unread);
  }

  /** Whether no more than that came in, as long as this end could have noticed. */
  boolean receivedNoMore() {
    return unread != null || endOfStream != null || reset != null;
  }

  /** Whether bytes and a FIN behind them still waited to be sent when its kernel was last asked. */
  boolean holdsBack() {
    return record.tcp() != null
        && record.tcp().notSentBytes() != null
        && record.tcp().notSentBytes() > 0;
  }

  /** Whether a FIN came in; null if this end can't say. */
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
      // A reset that no call was told of leads to CLOSE as well.
      case CLOSE -> null;
      // One may have come when it had closed.
      case ESTABLISHED, SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, FIN_WAIT_2, LISTEN -> null;
      case null -> null;
    };
  }

  /** Whether an RST came in; null if this end can't say. */
  @Nullable Boolean resetCame() {
    Evidence evidence = record.evidence();
    return evidence != null ? evidence.resetReceived() : reset == null ? null : Boolean.TRUE;
  }

  /** Whether it takes evidence: its word on what came is its kernel's. */
  boolean observed() {
    return record.evidence() != null;
  }

  /** The call that was told of a reset; null if none was. */
  @Nullable Step toldOfReset() {
    return reset;
  }

  /** The call that met the end of the stream; null if none did. */
  @Nullable Step toldOfEnd() {
    return endOfStream;
  }

  /**
   * What its close put on the wire at once; null if the state right before isn't known and makes a
   * difference.
   *
   * @param other the other end's word, for what its own leaves open
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
    // The other end's acknowledgement may have ended it since.
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
