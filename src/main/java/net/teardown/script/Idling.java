package net.teardown.script;

import java.time.Duration;
import net.teardown.experiment.evidence.Call;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;

/**
 * Performs the acts of a silence between two ends that both run a script: both do nothing, then the
 * observer sends one byte, and the closer goes on once it has it.
 */
final class Idling {

  /**
   * How long the closer waits for the byte at most: as long as it may take to be sent again three
   * times (RFC 6298 5), and with it three losses in a row.
   */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  /** How long it waits where the kernel can't say how much has arrived. */
  private static final Duration UNCOUNTED_WAIT = Duration.ofMillis(100);

  private final ScriptState scriptState;
  private final Connection connection;

  Idling(ScriptState scriptState) {
    this.scriptState = scriptState;
    this.connection = scriptState.connection;
  }

  /** Waits by the clock alone. A connection that is over isn't waited with. */
  Performed perform(Act.BeSilent act) {
    begin();
    long untilNanos = scriptState.beganNanos + act.lasts().toNanos();
    return isOver() || System.nanoTime() >= untilNanos
        ? Performed.DONE
        : scriptState.await(null, untilNanos);
  }

  /** Sends the byte, unless the connection is over. */
  Performed sendByte() {
    if (isOver()) {
      return Performed.DONE;
    }
    CallResult result = connection.sendApart(Call.SEND_AFTER_IDLE);
    if (result.failedWith(Errno.EAGAIN)) {
      return scriptState.awaitSocket(Interest.OUTPUT);
    }
    if (result.ok()) {
      scriptState.state.sent(result.value());
    } else {
      scriptState.state.sendFailed(result);
    }
    return Performed.DONE;
  }

  /**
   * Waits for the byte, but at most half of the time that is left: the observer needs the rest to
   * see how the connection ends. Where bytes from before the silence are still missing, it can't
   * come.
   */
  Performed perform(Act.AwaitByteAfterIdle act) {
    begin();
    long unread = connection.kernel().unread();
    Duration most = unread < 0 ? UNCOUNTED_WAIT : LONGEST_WAIT;
    long left = scriptState.deadlineNanos - scriptState.beganNanos;
    long untilNanos = scriptState.beganNanos + Math.min(most.toNanos(), left / 2);
    boolean decided = unread >= act.unread() || (unread >= 0 && unread < act.unread() - 1);
    return decided || isOver() || System.nanoTime() >= untilNanos
        ? Performed.DONE
        : scriptState.tick();
  }

  private void begin() {
    if (scriptState.beganNanos == 0) {
      scriptState.beganNanos = System.nanoTime();
    }
  }

  /** Whether the connection has ended by itself, or the closer has closed. */
  private boolean isOver() {
    return scriptState.signals.closerClosed()
        || scriptState.state.failed()
        || connection.kernel().broken();
  }
}
