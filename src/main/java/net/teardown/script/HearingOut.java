package net.teardown.script;

import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;
import org.jspecify.annotations.Nullable;

/** Hears a server out: receives until the stream ends, or nothing more is to be expected. */
final class HearingOut {

  private final ScriptState scriptState;
  private final Conversing conversing;
  private final EndState state;
  private final ServerDialogue dialogue;
  private final ReplyReader reader;
  private final Silence silence;

  HearingOut(ScriptState scriptState, Conversing conversing, ReplyReader reader) {
    this.scriptState = scriptState;
    this.conversing = conversing;
    this.state = scriptState.state;
    this.dialogue = scriptState.script.dialogue();
    this.reader = reader;
    this.silence = conversing.silence();
  }

  /** Reads until the stream ends, or nothing more is to be expected. */
  Performed hear(Act.Hear act) {
    if (!act.asCloser() && !conversing.goesOn()) {
      return Performed.DONE;
    }
    if (scriptState.beganNanos == 0) {
      scriptState.beganNanos = System.nanoTime();
      if (act.asCloser()) {
        if (state.failed()) {
          return conversing.stop(StopReason.END_OF_INPUT);
        }
        if (!state.hasSentFin()) {
          conversing.halfClose();
        }
      }
    }
    long drainsUntil = drainsUntil(act);
    long untilNanos = Math.min(drainsUntil, scriptState.deadlineNanos);
    boolean all = conversing.takeIn();
    if (state.inputOver()) {
      return conversing.stop(StopReason.END_OF_INPUT);
    }
    // One look at the clock: what is true at a drain's end must not be asked before it.
    long now = System.nanoTime();
    StopReason quiet = quiet();
    if (now >= drainsUntil
        && quiet != StopReason.REPLY_COMPLETE
        && (!all || silence.stillComing(dialogue.silence(), now))) {
      quiet = StopReason.STILL_SENDING;
    }
    long enough = enough(quiet, drainsUntil, untilNanos);
    if (quiet != null && now >= enough) {
      boolean inFlight = silence.inFlight();
      enough =
          inFlight ? now + Conversing.LOOK_AGAIN.toNanos() : enough(quiet, drainsUntil, untilNanos);
      if (!inFlight && now >= enough) {
        scriptState.settledNanos = Math.max(0, now - silence.sinceNanos());
        return conversing.stop(quiet);
      }
    }
    if (now >= untilNanos || scriptState.isOver()) {
      return conversing.stopAt(Phase.OBSERVE, StopReason.DEADLINE);
    }
    return all
        ? scriptState.awaitSocket(Interest.INPUT, Math.min(enough, untilNanos))
        : Performed.AGAIN;
  }

  /** When a drain's own bound ends; never if the act is no drain. */
  private long drainsUntil(Act.Hear act) {
    return act.drains() == null ? Long.MAX_VALUE : scriptState.beganNanos + act.drains().toNanos();
  }

  /** When the exchange may stop for this reason, if nothing moves until then. */
  private long enough(@Nullable StopReason quiet, long drainsUntil, long untilNanos) {
    long silentNanos = silence.sinceNanos() + dialogue.silence().toNanos();
    return switch (quiet) {
      case null -> Long.MAX_VALUE;
      // A drain has a bound of its own: silence doesn't end it before, nor need it last so long.
      case SILENT -> drainsUntil == Long.MAX_VALUE ? silentNanos : drainsUntil;
      case STILL_SENDING -> drainsUntil;
      // At the deadline, only a framed reply is known to be complete.
      case REPLY_COMPLETE,
          END_OF_INPUT,
          WRITE_FAILED,
          BOTH_BLOCKED_WRITING,
          CLOSED,
          CONNECTED,
          DEADLINE ->
          Math.min(silentNanos, untilNanos);
    };
  }

  /** Why the exchange may stop if nothing more arrives; null if more must arrive. */
  private @Nullable StopReason quiet() {
    return switch (reader.progress()) {
      case COMPLETE -> StopReason.REPLY_COMPLETE;
      case UNFRAMED -> conversing.saidEnd() || state.bytesRead() > 0 ? StopReason.SILENT : null;
      case INCOMPLETE -> conversing.saidEnd() ? StopReason.SILENT : null;
    };
  }
}
