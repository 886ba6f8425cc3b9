package net.teardown.script;

import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.script.Connection.Received;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;
import org.jspecify.annotations.Nullable;

/**
 * Performs the acts towards a server that nobody controls, whose script isn't known: has a message
 * said, hears what comes until there is no more to expect, and leaves politely. Each act ends by
 * itself when time is up, as those behind it still say what is known then.
 */
final class Conversing {

  private final ScriptState play;
  private final Connection connection;
  private final EndState state;
  private final ServerDialogue dialogue;
  private final ReplyReader incoming;
  private final Saying saying;

  private @Nullable StopReason stop;
  private long lastReceivedNanos;
  private long unreadBytes;
  private @Nullable Long heardBytes;
  private @Nullable Long acceptedBeforeReply;
  private @Nullable String readError;

  /** By when a server is to have answered our FIN; 0 before that went out. */
  private long leaveByNanos;

  Conversing(ScriptState play, RequestBytes message, ReplyReader incoming, Buffers buffers) {
    this.play = play;
    this.connection = play.connection;
    this.state = play.state;
    this.dialogue = play.script.dialogue();
    this.incoming = incoming;
    this.saying = new Saying(play, this, message, incoming, buffers);
  }

  /** Whether it still goes on: nothing has stopped it. */
  boolean goesOn() {
    return stop == null;
  }

  /**
   * Whether there is an end to take evidence of: this end didn't just close and look no further.
   */
  boolean hasAnEnd() {
    return stop != StopReason.CLOSED;
  }

  Performed perform(Act.Talk act) {
    return switch (act) {
      case Act.Say _ -> saying.say();
      case Act.SayNoMore _ -> sayNoMore();
      case Act.Hear hear -> hear(hear);
      case Act.HearBytes hear -> goesOn() ? hear(hear) : Performed.DONE;
      case Act.CloseUnheard _ -> closeUnheard();
      case Act.Leave leave -> leave(leave);
    };
  }

  private Performed sayNoMore() {
    if (goesOn() && !state.failed() && !state.hasSentFin()) {
      connection.halfClose(true);
    }
    return Performed.DONE;
  }

  /** Reads until the stream ends, or nothing more is to be expected. */
  private Performed hear(Act.Hear act) {
    if (!act.asCloser() && !goesOn()) {
      return Performed.DONE;
    }
    if (play.beganNanos == 0) {
      play.beganNanos = System.nanoTime();
      if (act.asCloser()) {
        if (state.failed()) {
          stop = StopReason.END_OF_INPUT;
          return Performed.DONE;
        }
        if (!state.hasSentFin()) {
          connection.halfClose(true);
        }
      }
    }
    long untilNanos =
        act.drains() == null
            ? play.deadlineNanos
            : Math.min(play.beganNanos + act.drains().toNanos(), play.deadlineNanos);
    boolean all = takeIn();
    if (state.inputOver()) {
      stop = StopReason.END_OF_INPUT;
      return Performed.DONE;
    }
    StopReason quiet = quiet();
    long now = System.nanoTime();
    // A drain has a bound of its own: until then silence says nothing.
    boolean draining = quiet == StopReason.SILENT && act.drains() != null;
    long quietUntil =
        quiet == null
            ? Long.MAX_VALUE
            : draining ? untilNanos : lastReceivedNanos + dialogue.silence().toNanos();
    // At the deadline, only a reply that says where it ends is known to have no more to come.
    long enough = quiet == StopReason.SILENT ? quietUntil : Math.min(quietUntil, untilNanos);
    if (quiet != null && now >= enough) {
      stop = quiet;
      play.settledNanos = now - lastReceivedNanos;
      return Performed.DONE;
    }
    if (now >= untilNanos || play.isOver()) {
      return stopAt(Phase.OBSERVE, StopReason.DEADLINE);
    }
    return all
        ? play.awaitSocket(Interest.INPUT, Math.min(quietUntil, untilNanos))
        : Performed.AGAIN;
  }

  /** Why the connection might be left alone if nothing more comes; null if more is to come. */
  private @Nullable StopReason quiet() {
    return switch (incoming.progress()) {
      case COMPLETE -> StopReason.REPLY_COMPLETE;
      case UNFRAMED -> state.bytesRead() > 0 ? StopReason.SILENT : null;
      case INCOMPLETE -> null;
    };
  }

  /** Reads until it has so many bytes in all. */
  private Performed hear(Act.HearBytes act) {
    while (state.bytesRead() < act.bytes() && !state.inputOver()) {
      boolean had = play.hasHadItsShare();
      if (had || receive(act.bytes() - state.bytesRead()) == Received.NOTHING_YET) {
        return play.isOver()
            ? stopAt(Phase.RECEIVE, StopReason.DEADLINE)
            : had ? Performed.AGAIN : play.awaitSocket(Interest.INPUT);
      }
    }
    return Performed.DONE;
  }

  /** It closes without another look, but where it is over already. */
  private Performed closeUnheard() {
    stop = state.inputOver() || state.failed() ? StopReason.END_OF_INPUT : StopReason.CLOSED;
    return Performed.DONE;
  }

  /**
   * A client that stopped at an error leaves something that a more patient one would have read: it
   * can be read off the same connection. Then the server gets its FIN, and time to answer it, so
   * that nobody's log has a reset for nothing.
   */
  private Performed leave(Act.Leave act) {
    if (heardBytes == null) {
      heardBytes = state.bytesRead();
      unreadBytes = Math.max(0, connection.kernel().unread());
    }
    if (leaveByNanos == 0) {
      if (stop == StopReason.WRITE_FAILED && !takeIn() && !play.isOver()) {
        return Performed.AGAIN;
      }
      if (!state.failed() && !state.inputOver() && !state.hasSentFin()) {
        connection.halfClose(true);
      }
      leaveByNanos = Math.min(System.nanoTime() + act.patience().toNanos(), play.deadlineNanos);
    }
    while (!state.failed()
        && !state.inputOver()
        && System.nanoTime() < leaveByNanos
        && !play.cues.cancelled()) {
      if (play.hasHadItsShare()) {
        return Performed.AGAIN;
      }
      long before = state.bytesRead();
      if (connection.receive(Long.MAX_VALUE) == Received.NOTHING_YET) {
        return play.awaitSocket(Interest.INPUT, leaveByNanos);
      }
      play.moved(state.bytesRead() - before);
    }
    connection.close();
    return Performed.DONE;
  }

  /**
   * Takes in what is there; a server that answers for ever isn't listened to past the deadline.
   * False if there may be more, and it is somebody else's turn.
   */
  boolean takeIn() {
    boolean all = true;
    while (all && !state.inputOver() && System.nanoTime() < play.deadlineNanos) {
      if (play.hasHadItsShare()) {
        all = false;
      } else if (receive(Long.MAX_VALUE) == Received.NOTHING_YET) {
        return true;
      }
    }
    if (state.endOfStream()) {
      incoming.ended();
    } else if (state.inputOver()) {
      readError = state.receiveError();
    }
    return all;
  }

  private Received receive(long wanted) {
    long before = state.bytesRead();
    Received received = connection.receive(wanted);
    if (received == Received.BYTES) {
      lastReceivedNanos = System.nanoTime();
      noteArrival();
    }
    if (received != Received.NOTHING_YET) {
      play.moved(state.bytesRead() - before);
    }
    return received;
  }

  /** The first byte of an answer has come in. */
  void noteArrival() {
    if (acceptedBeforeReply == null) {
      acceptedBeforeReply = state.bytesAccepted();
    }
  }

  /** Whether the first byte of an answer has come in. */
  boolean hasArrived() {
    return acceptedBeforeReply != null;
  }

  /** A write has failed, and that is the end of it. */
  Performed stopWriting() {
    stop = StopReason.WRITE_FAILED;
    return Performed.DONE;
  }

  /** There was no time for this act. */
  void stopped(Act act) {
    stopAt(act.phase(), StopReason.DEADLINE);
  }

  /** It stops here, in what this act was about. */
  Performed stopAt(Phase phase, StopReason why) {
    play.stoppedIn = phase;
    stop = why;
    return Performed.DONE;
  }

  /** What went to and fro. */
  TransferTotals exchange() {
    long heard = heardBytes == null ? state.bytesRead() : heardBytes;
    long banner = Math.min(Math.max(0, saying.bannerBytes()), heard + unreadBytes);
    return new TransferTotals(
        stop == null ? StopReason.DEADLINE : stop,
        banner,
        Math.max(0, heard - banner),
        unreadBytes,
        saying.length(),
        state.bytesAccepted(),
        acceptedBeforeReply,
        saying.bodyWithheld(),
        state.sendError(),
        readError);
  }
}
