package net.teardown.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.spec.Turn;
import net.teardown.experiment.terms.Closer;
import org.jspecify.annotations.Nullable;

/** What the initiator does towards a server that runs no script. */
public final class ServerScript {

  private ServerScript() {}

  /** Speaks with it, and observes how the connection ends. */
  public static Script toServer(Spec spec, ServerDialogue dialogue) {
    List<Act> acts = new ArrayList<>();
    open(spec, dialogue, acts);
    speak(dialogue.request(), acts);
    return observing(spec, dialogue, acts);
  }

  private static void open(Spec spec, ServerDialogue dialogue, List<Act> acts) {
    acts.add(new Act.Connect(Script.source(spec), Script.OF_STRANGERS));
    if (dialogue.tls() != null) {
      acts.add(new Act.ShakeHands(dialogue.tls()));
    }
  }

  private static Script observing(Spec spec, ServerDialogue dialogue, List<Act> acts) {
    if (spec.exchange().initiatorHalfCloses()) {
      acts.add(new Act.SayNoMore());
    }
    if (spec.closer() == Closer.INITIATOR) {
      acts.add(new Act.HearBytes(spec.close().bytesRead()));
      Duration drains =
          spec.close().drainBeforeClose() ? Duration.ofMillis(spec.close().drainMillis()) : null;
      acts.add(
          new Act.AwaitStandstill(
              dialogue.silence(),
              tenth(spec.timeout()).plus(drains == null ? Duration.ZERO : drains)));
      acts.add(
          spec.close().shutdownBeforeClose() ? new Act.Hear(true, drains) : new Act.CloseUnheard());
      acts.add(new Act.SettleFor(dialogue.settle()));
      acts.add(new Act.TakeEvidence());
      Script.linger(spec, acts);
      acts.add(new Act.Close(true));
    } else {
      acts.add(new Act.Hear(false, null));
      acts.add(new Act.SettleFor(dialogue.settle()));
      acts.add(new Act.TakeEvidence());
      acts.add(new Act.Leave(dialogue.anyTls() == null ? dialogue.settle() : dialogue.silence()));
    }
    return new Script(false, Duration.ZERO, spokenTo(spec, dialogue), acts);
  }

  /** Without Duration's own division, which goes by decimal fractions and takes a microsecond. */
  private static Duration tenth(Duration of) {
    return Duration.ofNanos(of.toNanos() / 10);
  }

  private static SpokenTo spokenTo(Spec spec, ServerDialogue dialogue) {
    return new SpokenTo(spec.target().map(Target::host).orElseThrow(), dialogue);
  }

  private static void speak(Request request, List<Act> acts) {
    switch (request) {
      case Request.Conversation(List<Turn> turns) -> {
        for (int i = 0; i < turns.size(); i++) {
          acts.add(new Act.TakeTurn(i, turns.get(i), payload(turns.get(i))));
        }
      }
      case Request.Filler _, Request.Text _, Request.Bytes _, Request.Http _, Request.Withheld _ ->
          acts.add(new Act.Say(RequestBytes.of(request)));
    }
  }

  private static @Nullable RequestBytes payload(Turn turn) {
    return switch (turn) {
      case Turn.Say(Request what, int times, boolean _, boolean expand) ->
          expand ? null : RequestBytes.of(what).times(times);
      case Turn.Hear _, Turn.Pause _, Turn.StartTls _, Turn.HalfClose _ -> null;
    };
  }

  /**
   * The initiator's script for a server of which only the connection is asked for, or only that all
   * turns of the spec are as meant. If one isn't, it observes the end as {@link #toServer} does.
   *
   * @see ScriptRunner#handOver
   */
  public static Script handingOver(Spec spec, ServerDialogue dialogue) {
    List<Act> acts = new ArrayList<>();
    open(spec, dialogue, acts);
    switch (dialogue.request()) {
      case Request.Conversation conversation -> speak(conversation, acts);
      case Request.Filler _,
          Request.Text _,
          Request.Bytes _,
          Request.Http _,
          Request.Withheld _ -> {
        // It isn't even said.
      }
    }
    acts.add(new Act.HandOver());
    return observing(spec, dialogue, acts);
  }
}
