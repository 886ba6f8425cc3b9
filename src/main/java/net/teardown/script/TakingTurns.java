package net.teardown.script;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.evidence.TurnTaken.Ended;
import net.teardown.experiment.spec.Heard;
import net.teardown.experiment.spec.LineMatch;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.TlsTerms;
import net.teardown.experiment.spec.Turn;
import net.teardown.script.Connection.Received;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;
import org.jspecify.annotations.Nullable;

/**
 * Takes the turns of a conversation with a server. A turn that isn't what it was to be ends the
 * conversation: the turns behind it aren't taken, and the script goes on to its end.
 */
final class TakingTurns {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ScriptState scriptState;
  private final Conversing conversing;
  private final Saying saying;
  private final EndState state;
  private final ReplyReader reader;
  private final Inbox inbox;
  private final TurnAccount account;
  private final List<Act> acts;
  private final long silenceNanos;

  /** Read by whoever watches the run, too. */
  private final List<TurnTaken> taken = new CopyOnWriteArrayList<>();

  private boolean over;
  private long repliesHeard;

  /** The turn that is being taken, and what there was when it began. */
  private int current = -1;

  private long beganNanos;
  private @Nullable Hearing hearing;
  private @Nullable RequestBytes expanded;

  /** The last line that a turn waited for. */
  private @Nullable LineMatch lastLine;

  TakingTurns(
      ScriptState scriptState,
      Conversing conversing,
      Saying saying,
      ReplyReader reader,
      Inbox inbox) {
    this.scriptState = scriptState;
    this.conversing = conversing;
    this.saying = saying;
    this.state = scriptState.state;
    this.reader = reader;
    this.inbox = inbox;
    this.account = new TurnAccount(scriptState);
    this.acts = scriptState.script.acts();
    this.silenceNanos = scriptState.script.dialogue().silence().toNanos();
  }

  /** What came of the turns that were taken, in order. */
  List<TurnTaken> taken() {
    return List.copyOf(taken);
  }

  /** Whether each turn that was taken did what it was to do. */
  boolean allAsMeant() {
    return !over && conversing.goesOn();
  }

  Performed take(Act.TakeTurn act) {
    if (over || !conversing.goesOn()) {
      return Performed.DONE;
    }
    if (current != act.turn()) {
      begin(act);
    }
    return switch (act.what()) {
      case Turn.Say _, Turn.HalfClose _ when conversing.securing().hasFailed() ->
          ended(brokenOff());
      case Turn.Say say -> say(say, say.expand() ? expanded : act.payload());
      case Turn.Hear hear -> hear(hear);
      case Turn.Pause pause -> pause(pause);
      case Turn.StartTls(TlsTerms how) -> startTls(how);
      case Turn.HalfClose _ -> {
        if (conversing.securing().halfCloseEndsAll() && hearsLater()) {
          yield ended(Ended.UNMET);
        }
        boolean can = !state.failed() && !state.hasSentFin();
        if (can) {
          conversing.halfClose();
        }
        yield ended(can ? Ended.DONE : brokenOff());
      }
    };
  }

  private void begin(Act.TakeTurn act) {
    current = act.turn();
    beganNanos = System.nanoTime();
    account.begin(beganNanos);
    hearing = null;
    switch (act.what()) {
      case Turn.Say say -> {
        conversing.takeInBeforeSaying();
        long before = reader.asks(say.what(), say.times());
        repliesHeard = Math.max(repliesHeard, before);
        expanded = say.expand() ? expanded(say) : null;
      }
      case Turn.Hear(Heard what, Integer _) -> {
        if (what instanceof Heard.HttpReply) {
          repliesHeard++;
        }
        saying.heardFirst();
        hearing = new Hearing(what, inbox, reader, repliesHeard);
      }
      case Turn.Pause _, Turn.StartTls _, Turn.HalfClose _ -> {
        // They need nothing.
      }
    }
  }

  private RequestBytes expanded(Turn.Say say) {
    if (lastLine == null || !(say.what() instanceof Request.Text(String text))) {
      throw new IllegalStateException("%s refers to no line".formatted(say));
    }
    return RequestBytes.of(lastLine.expanded(text));
  }

  private Performed say(Turn.Say say, @Nullable RequestBytes payload) {
    if (payload == null) {
      throw new IllegalStateException("%s has no bytes".formatted(say));
    }
    Performed said = saying.say(payload);
    if (said != Performed.DONE) {
      return said;
    }
    boolean all = conversing.goesOn() && state.sendError() == null;
    return ended(all ? Ended.DONE : brokenOff());
  }

  private Performed startTls(TlsTerms how) {
    if (inbox.length() > 0) {
      // Plaintext that nobody waited for would count as said in TLS (RFC 3207 6).
      return ended(Ended.UNMET);
    }
    Performed shaken = conversing.securing().shakeHands(how);
    if (shaken != Performed.DONE) {
      return shaken;
    }
    return ended(conversing.securing().hasFailed() ? brokenOff() : Ended.DONE);
  }

  /** Whether a turn behind the current one hears something. */
  private boolean hearsLater() {
    return acts.stream()
        .anyMatch(act ->
            act instanceof Act.TakeTurn(int turn, Turn.Hear _, RequestBytes _) && turn > current);
  }

  private Performed pause(Turn.Pause pause) {
    long until = beganNanos + pause.pause().toNanos();
    if (System.nanoTime() < until) {
      if (scriptState.isOver()) {
        return ended(Ended.DEADLINE);
      }
      // A client that pauses looks at nothing.
      return scriptState.await(null, until);
    }
    conversing.silence().broken();
    return ended(Ended.DONE);
  }

  private Performed hear(Turn.Hear hear) {
    Hearing heard = hearing;
    if (heard == null) {
      throw new IllegalStateException("a turn that hears has begun");
    }
    long until =
        hear.withinMillis() == null
            ? Long.MAX_VALUE
            : beganNanos + hear.withinMillis() * NANOS_PER_MILLI;
    heard.listen();
    boolean all = false;
    // Who sends faster than a pattern can be looked for never lets this run out of bytes.
    while (!heard.met()
        && !heard.hopeless()
        && !all
        && !conversing.heardAll()
        && !scriptState.hasHadItsShare()
        && System.nanoTime() < until
        && !scriptState.isOver()) {
      all = conversing.receive(heard.room()) == Received.NOTHING_YET;
      heard.listen();
    }
    if (!heard.met() && conversing.heardAll()) {
      conversing.noteEnd();
      heard.listen();
      if (!heard.met()) {
        heard.ended(conversing.saidAll() || state.endOfStream());
      }
      return ended(heard.met() ? Ended.MET : brokenOff());
    }
    if (heard.hopeless()) {
      heard.giveUp();
      return ended(Ended.UNMET);
    }
    long now = System.nanoTime();
    long silent =
        heard.mindsSilence()
            ? Math.max(beganNanos, conversing.silence().sinceNanos()) + silenceNanos
            : Long.MAX_VALUE;
    if (!heard.met() && now >= silent && !conversing.silence().inFlight()) {
      heard.silent();
    }
    if (heard.met()) {
      return ended(Ended.MET);
    }
    if (now >= until) {
      heard.giveUp();
      return ended(heard.bytes() == 0 ? Ended.SILENCE : Ended.UNMET);
    }
    if (scriptState.isOver()) {
      heard.giveUp();
      return ended(Ended.DEADLINE);
    }
    long wake = Math.min(until, Math.max(silent, now + Conversing.LOOK_AGAIN.toNanos()));
    return all ? scriptState.awaitSocket(Interest.INPUT, wake) : Performed.AGAIN;
  }

  /** How a turn ended that the connection didn't let end otherwise. */
  private Ended brokenOff() {
    String error = state.sendError() == null ? state.receiveError() : state.sendError();
    if (EndState.isReset(error)) {
      return Ended.RESET;
    }
    if (error == null && conversing.heardAll()) {
      return conversing.saidAll() || state.endOfStream() ? Ended.END : Ended.UNMET;
    }
    return Ended.DEADLINE;
  }

  /** There was no time for the current turn. */
  void stopped() {
    if (!over && current >= 0 && taken.stream().noneMatch(turn -> turn.turn() == current)) {
      ended(Ended.DEADLINE);
    }
  }

  private Performed ended(Ended how) {
    over |= !how.asMeant();
    if (hearing != null && hearing.matched() != null) {
      lastLine = hearing.matched();
    }
    taken.add(account.of(current, how, hearing));
    return Performed.DONE;
  }
}
