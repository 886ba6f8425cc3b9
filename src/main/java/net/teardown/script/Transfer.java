package net.teardown.script;

import java.time.Duration;
import net.teardown.script.Connection.Received;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;

/** Performs the acts that move bytes between two ends that both have their script. */
final class Transfer {

  /** How long an end may sit in {@code recv(2)} without looking at its cues. */
  private static final Duration LONGEST_SITTING = Duration.ofMillis(500);

  private final ScriptState play;
  private final Connection connection;
  private final EndState state;

  /** What the act still has to move, in bytes. */
  private long left;

  Transfer(ScriptState play) {
    this.play = play;
    this.connection = play.connection;
    this.state = play.state;
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
      if (play.hasHadItsShare()) {
        return Performed.AGAIN;
      }
      long accepted = connection.send(left);
      if (accepted < 0) {
        break;
      }
      if (accepted > 0) {
        play.lastSendNanos = System.nanoTime();
        left -= accepted;
        play.moved(accepted);
        continue;
      }
      if (act.untilBlocked()) {
        break;
      }
      if (!play.script.closes()) {
        play.cues.observerCannotSend(true);
      }
      if (act.whileReading() && !state.inputOver()) {
        takeIn();
        return play.awaitSocket(state.inputOver() ? Interest.OUTPUT : Interest.BOTH);
      }
      return play.awaitSocket(Interest.OUTPUT);
    }
    play.cues.observerCannotSend(false);
    return Performed.DONE;
  }

  Performed receive() {
    while (left > 0 && !state.inputOver()) {
      if (play.hasHadItsShare()) {
        return Performed.AGAIN;
      }
      long before = state.bytesRead();
      if (connection.receive(left) == Received.NOTHING_YET) {
        return play.awaitSocket(Interest.INPUT);
      }
      left -= state.bytesRead() - before;
      play.moved(state.bytesRead() - before);
    }
    return Performed.DONE;
  }

  Performed perform(Act.Drain act) {
    boolean all = takeIn();
    long untilNanos = play.beganNanos + act.bound().toNanos();
    if (state.inputOver() || System.nanoTime() >= untilNanos) {
      return Performed.DONE;
    }
    return all ? play.awaitSocket(Interest.INPUT, untilNanos) : Performed.AGAIN;
  }

  Performed perform(Act.ReceiveToEnd act) {
    boolean all = true;
    if (act.blocking()) {
      receiveBlocking();
    } else {
      all = takeIn();
    }
    if (!state.inputOver()) {
      play.cameLate |= play.cues.closerClosed();
      return all ? play.awaitSocket(Interest.INPUT) : Performed.AGAIN;
    }
    if (act.answerWithHalfClose() && state.endOfStream()) {
      connection.halfClose(!play.script.closes());
    }
    return Performed.DONE;
  }

  private void receiveBlocking() {
    long left = play.until() - System.nanoTime();
    while (!state.inputOver() && left > 0 && !play.cues.cancelled()) {
      connection.receiveBlocking(
          Long.MAX_VALUE, Duration.ofNanos(Math.min(left, LONGEST_SITTING.toNanos())));
      left = play.until() - System.nanoTime();
    }
  }

  /** Receives what is there. False if there may be more, and it is somebody else's turn. */
  boolean takeIn() {
    while (!state.inputOver()) {
      if (play.hasHadItsShare()) {
        return false;
      }
      long before = state.bytesRead();
      if (connection.receive(Long.MAX_VALUE) == Received.NOTHING_YET) {
        return true;
      }
      play.moved(state.bytesRead() - before);
    }
    return true;
  }
}
