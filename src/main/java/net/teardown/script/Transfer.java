package net.teardown.script;

import java.time.Duration;
import net.teardown.script.Connection.Received;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;

/** Performs the acts that move bytes between two ends that both run a script. */
final class Transfer {

  /** How long an end may block in {@code recv(2)} without checking its signals. */
  private static final Duration LONGEST_SITTING = Duration.ofMillis(500);

  private final ScriptState scriptState;
  private final Connection connection;
  private final EndState state;

  /** How many bytes the act still has to move. */
  private long left;

  Transfer(ScriptState scriptState) {
    this.scriptState = scriptState;
    this.connection = scriptState.connection;
    this.state = scriptState.state;
  }

  void begin(Act act) {
    left =
        switch (act) {
          case Act.Send send -> send.bytes();
          case Act.Receive receive -> receive.bytes();
          default -> 0;
        };
  }

  Performed perform(Act.Send act) {
    while (left > 0) {
      if (scriptState.hasHadItsShare()) {
        return Performed.AGAIN;
      }
      long accepted = connection.send(left);
      if (accepted < 0) {
        break;
      }
      if (accepted > 0) {
        scriptState.lastSendNanos = connection.returnedNanos();
        left -= accepted;
        scriptState.moved(accepted);
        continue;
      }
      if (act.untilBlocked()) {
        break;
      }
      if (!scriptState.script.closes()) {
        scriptState.signals.observerCannotSend(true);
      }
      return awaitRoom(act);
    }
    scriptState.signals.observerCannotSend(false);
    return act.untilBlocked() || connection.hasSentAll() ? Performed.DONE : awaitRoom(act);
  }

  /** Waits until more can be sent, and receives meanwhile if the act says so. */
  private Performed awaitRoom(Act.Send act) {
    if (act.whileReading() && !state.inputOver()) {
      takeIn();
      return scriptState.awaitSocket(state.inputOver() ? Interest.OUTPUT : Interest.BOTH);
    }
    return scriptState.awaitSocket(Interest.OUTPUT);
  }

  Performed receive() {
    while (left > 0 && !state.inputOver() && !tlsIsOver()) {
      if (scriptState.hasHadItsShare()) {
        return Performed.AGAIN;
      }
      long before = state.bytesRead();
      if (connection.receive(left) == Received.NOTHING_YET) {
        return tlsIsOver() ? Performed.DONE : scriptState.awaitSocket(Interest.INPUT);
      }
      left -= state.bytesRead() - before;
      scriptState.moved(state.bytesRead() - before);
    }
    return Performed.DONE;
  }

  /** Whether no more bytes of the experiment can be received. */
  private boolean tlsIsOver() {
    return connection.records() != null && connection.records().over();
  }

  Performed perform(Act.Drain act) {
    boolean all = takeIn();
    long untilNanos = scriptState.beganNanos + act.bound().toNanos();
    if (state.inputOver() || System.nanoTime() >= untilNanos) {
      return Performed.DONE;
    }
    return all ? scriptState.awaitSocket(Interest.INPUT, untilNanos) : Performed.AGAIN;
  }

  Performed perform(Act.ReceiveToEnd act) {
    boolean all = true;
    if (act.blocking()) {
      receiveBlocking();
    } else {
      all = takeIn();
    }
    if (!state.inputOver()) {
      scriptState.cameLate |= scriptState.signals.closerClosed();
      return all ? scriptState.awaitSocket(Interest.INPUT) : Performed.AGAIN;
    }
    if (act.answerWithHalfClose() && state.endOfStream()) {
      connection.halfClose(!scriptState.script.closes());
      if (connection.records() != null) {
        // The close_notify in front of the FIN is answered by a reset if the closer is gone.
        scriptState.lastSendNanos = connection.returnedNanos();
      }
    }
    return Performed.DONE;
  }

  private void receiveBlocking() {
    long left = scriptState.until() - System.nanoTime();
    while (!state.inputOver() && left > 0 && !scriptState.signals.cancelled()) {
      connection.receiveBlocking(
          Long.MAX_VALUE, Duration.ofNanos(Math.min(left, LONGEST_SITTING.toNanos())));
      left = scriptState.until() - System.nanoTime();
    }
  }

  /** Receives what is there. False if there may be more and another script's turn has come. */
  boolean takeIn() {
    while (!state.inputOver()) {
      if (scriptState.hasHadItsShare()) {
        return false;
      }
      long before = state.bytesRead();
      if (connection.receive(Long.MAX_VALUE) == Received.NOTHING_YET) {
        return true;
      }
      scriptState.moved(state.bytesRead() - before);
    }
    return true;
  }
}
