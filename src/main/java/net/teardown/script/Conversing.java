package net.teardown.script;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Writing;
import net.teardown.script.Connection.Received;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;
import org.jspecify.annotations.Nullable;

/**
 * Performs the acts towards a server that runs no script: sends the request, receives until nothing
 * more is expected, and closes without a reset. Each act ends by itself when time is up, because
 * the acts after it still report what is known then.
 */
final class Conversing {

  /** How often to ask the kernel for what no descriptor reports: acknowledgements, for one. */
  static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final ScriptState scriptState;
  private final Connection connection;
  private final EndState state;
  private final ServerDialogue dialogue;
  private final ReplyReader reader;
  private final Saying saying;
  private final Securing securing;
  private final HearingOut hearingOut;
  private final Leaving leaving;
  private final @Nullable TakingTurns turns;
  private final Silence silence;

  private @Nullable StopReason stop;
  private @Nullable Long acceptedBeforeReply;
  private @Nullable String readError;

  /**
   * @param inbox gets what is received, for turns to hear; null where no turns are taken
   */
  Conversing(
      ScriptState scriptState,
      Securing securing,
      ReplyReader reader,
      @Nullable Inbox inbox,
      Buffers buffers) {
    this.scriptState = scriptState;
    this.connection = scriptState.connection;
    this.state = scriptState.state;
    this.dialogue = scriptState.script.dialogue();
    this.reader = reader;
    this.silence = new Silence(connection);
    this.saying = new Saying(scriptState, this, reader, buffers);
    this.securing = securing;
    this.leaving = new Leaving(scriptState);
    this.hearingOut = new HearingOut(scriptState, this, reader);
    this.turns = inbox == null ? null : new TakingTurns(scriptState, this, saying, reader, inbox);
  }

  /** Speaks TLS, where that is asked for. */
  Securing securing() {
    return securing;
  }

  /** Since when nothing has moved. */
  Silence silence() {
    return silence;
  }

  /** Whether nothing has stopped the exchange yet. */
  boolean goesOn() {
    return stop == null;
  }

  /** Whether there is an ending to take evidence of; there is none if this end just closed. */
  boolean hasAnEnd() {
    return stop != StopReason.CLOSED;
  }

  /** Whether it stopped with a connection for others to leave. */
  boolean handsOver() {
    return stop == StopReason.CONNECTED;
  }

  Performed perform(Act.Talk act) {
    return switch (act) {
      case Act.ShakeHands hands -> securing.shakeHands(hands.terms());
      case Act.Say say -> securing.hasFailed() ? Performed.DONE : saying.say(say.payload());
      case Act.TakeTurn turn -> Objects.requireNonNull(turns, "nobody takes turns").take(turn);
      case Act.SayNoMore _ -> sayNoMore();
      case Act.Hear hear -> hearingOut.hear(hear);
      case Act.HearBytes hear -> goesOn() ? hear(hear) : Performed.DONE;
      case Act.CloseUnheard _ -> closeUnheard();
      case Act.Leave leave -> leave(leave);
      case Act.HandOver _ -> {
        if (securing.hasFailed() || (turns != null && !turns.allAsMeant())) {
          yield Performed.DONE;
        }
        leaving.sayNoMore();
        stop = StopReason.CONNECTED;
        yield Performed.OVER;
      }
    };
  }

  private Performed sayNoMore() {
    if (goesOn() && !state.failed() && !state.hasSentFin() && !securing.halfCloseEndsAll()) {
      halfClose();
    }
    return Performed.DONE;
  }

  /** {@code shutdown(SHUT_WR)}. */
  void halfClose() {
    connection.halfClose(true);
    silence.sent();
  }

  /** Receives until it has this many bytes in all. */
  private Performed hear(Act.HearBytes act) {
    while (state.bytesRead() < act.bytes() && !state.inputOver()) {
      boolean had = scriptState.hasHadItsShare();
      if (had || receive(act.bytes() - state.bytesRead()) == Received.NOTHING_YET) {
        return scriptState.isOver()
            ? stopAt(Phase.RECEIVE, StopReason.DEADLINE)
            : had ? Performed.AGAIN : scriptState.awaitSocket(Interest.INPUT);
      }
    }
    return Performed.DONE;
  }

  /** Stops without another receive. */
  private Performed closeUnheard() {
    stop = state.inputOver() || state.failed() ? StopReason.END_OF_INPUT : StopReason.CLOSED;
    leaving.sayNoMore();
    return Performed.DONE;
  }

  private Performed leave(Act.Leave act) {
    securing.leaves();
    if (leaving.count() && stop == StopReason.WRITE_FAILED && !takeIn() && !scriptState.isOver()) {
      return Performed.AGAIN;
    }
    return leaving.leave(act);
  }

  /**
   * Receives what is there, but not past the deadline, since a server may send for ever. False if
   * there may be more and another script's turn has come.
   */
  boolean takeIn() {
    boolean all = true;
    while (all && !state.inputOver() && System.nanoTime() < scriptState.deadlineNanos) {
      if (scriptState.hasHadItsShare()) {
        all = false;
      } else if (receive(Long.MAX_VALUE) == Received.NOTHING_YET) {
        break;
      }
    }
    noteEnd();
    return all;
  }

  /** What has come before this end speaks is no answer to it, so it is received before. */
  void takeInBeforeSaying() {
    if (dialogue.writing() == Writing.READ_WHILE_WRITING) {
      takeIn();
    }
  }

  /** Whether the server has ended what it says: with a FIN, or in TLS with a close_notify. */
  boolean saidAll() {
    Records records = connection.records();
    return records == null ? state.endOfStream() : records.stream().closeNotifyReceived();
  }

  /** Whether nothing more is to be heard in TLS, though the connection goes on. */
  boolean saidEnd() {
    return connection.records() != null && connection.records().over();
  }

  /** Whether nothing more is to be heard, whatever the connection does. */
  boolean heardAll() {
    return state.inputOver() || saidEnd();
  }

  /** Notes the end of what there is to receive, if it has come. */
  void noteEnd() {
    if (saidAll()) {
      reader.ended();
    } else if (state.inputOver()) {
      readError = state.receiveError();
    }
  }

  /** Receives up to {@code wanted} bytes, without waiting. */
  Received receive(long wanted) {
    long before = state.bytesRead();
    Received received = connection.receive(wanted);
    if (received == Received.BYTES) {
      silence.received();
      if (state.bytesRead() > before) {
        noteArrival();
      }
    }
    if (received != Received.NOTHING_YET) {
      scriptState.moved(state.bytesRead() - before);
    }
    return received;
  }

  /** Notes that the first byte of the reply has arrived. */
  void noteArrival() {
    if (acceptedBeforeReply == null) {
      acceptedBeforeReply = state.bytesAccepted();
    }
  }

  /** Whether the first byte of the reply has arrived. */
  boolean hasArrived() {
    return acceptedBeforeReply != null;
  }

  /** The turns taken so far; any thread may ask. */
  List<TurnTaken> turnsTaken() {
    return turns == null ? List.of() : turns.taken();
  }

  /** Stops because there was no time for this act. */
  void stopped(Act act) {
    if (turns != null) {
      turns.stopped();
    }
    stopAt(act.phase(), StopReason.DEADLINE);
  }

  /** Stops here, for this reason and in this phase. */
  Performed stopAt(Phase phase, StopReason why) {
    scriptState.stoppedIn = phase;
    return stop(why);
  }

  /** Stops for this reason. */
  Performed stop(StopReason why) {
    stop = why;
    return Performed.DONE;
  }

  /** The byte totals of both directions. */
  TransferTotals exchange() {
    long read = leaving.readBytes();
    long unread = leaving.unreadBytes();
    long banner = Math.min(Math.max(0, saying.bannerBytes()), read + unread);
    return new TransferTotals(
        stop == null ? StopReason.DEADLINE : stop,
        banner,
        Math.max(0, read - banner),
        unread,
        saying.offered(),
        state.bytesAccepted(),
        acceptedBeforeReply,
        saying.bodyWithheld(),
        state.sendError(),
        readError,
        turnsTaken(),
        securing.seen());
  }
}
