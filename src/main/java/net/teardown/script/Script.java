package net.teardown.script;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.Route;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.spec.Turn;
import net.teardown.experiment.terms.Closer;
import net.teardown.socket.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * What one end does in a run, in order. Both ends' scripts follow from the spec alone, so two
 * instances with the same spec perform the same experiment. In a run with a server, only the
 * initiator has a script.
 *
 * @param closes whether this end is the closer; the other one observes. Towards a server this end
 *     always observes
 * @param kept how much of the run's time is reserved at its end for what comes after the evidence
 * @param spokenTo the server to exchange bytes with; null where the other end is ours
 */
public record Script(boolean closes, Duration kept, @Nullable SpokenTo spokenTo, List<Act> acts) {

  /**
   * A server that runs no script.
   *
   * @param host its name or address, as it was given
   * @param dialogue how to exchange bytes with it
   */
  record SpokenTo(String host, ServerDialogue dialogue) {}

  public Script {
    acts = List.copyOf(acts);
  }

  private Script(boolean closes, Duration kept, List<Act> acts) {
    this(closes, kept, null, acts);
  }

  /** The initiator's script for a server that runs no script. */
  public static Script toServer(Spec spec, ServerDialogue dialogue) {
    List<Act> acts = new ArrayList<>();
    open(spec, dialogue, acts);
    speak(dialogue.request(), acts);
    return observing(spec, dialogue, acts);
  }

  private static void open(Spec spec, ServerDialogue dialogue, List<Act> acts) {
    acts.add(new Act.Connect(source(spec), List.of()));
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
              spec.timeout().dividedBy(10).plus(drains == null ? Duration.ZERO : drains)));
      acts.add(
          spec.close().shutdownBeforeClose() ? new Act.Hear(true, drains) : new Act.CloseUnheard());
      acts.add(new Act.SettleFor(dialogue.settle()));
      acts.add(new Act.TakeEvidence());
      linger(spec, acts);
      acts.add(new Act.Close(true));
    } else {
      acts.add(new Act.Hear(false, null));
      acts.add(new Act.SettleFor(dialogue.settle()));
      acts.add(new Act.TakeEvidence());
      acts.add(new Act.Leave(dialogue.anyTls() == null ? dialogue.settle() : dialogue.silence()));
    }
    return new Script(false, Duration.ZERO, spokenTo(spec, dialogue), acts);
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

  /** This host's address that the spec wants to connect from; null if it wants none. */
  private static @Nullable InetAddress source(Spec spec) {
    return spec.target()
        .map(Target::route)
        .map(Route::source)
        .map(InetAddress::ofLiteral)
        .orElse(null);
  }

  /** How to exchange bytes with the server that this script is for. */
  ServerDialogue dialogue() {
    if (spokenTo == null) {
      throw new IllegalStateException("the other end is ours");
    }
    return spokenTo.dialogue();
  }

  /** The name or address of that server, as it was given. */
  String host() {
    return spokenTo == null ? "" : spokenTo.host();
  }

  /** Whether it takes the turns of a conversation. */
  boolean takesTurns() {
    return spokenTo != null && spokenTo.dialogue().request() instanceof Request.Conversation;
  }

  /**
   * Whether one of its calls blocks: {@code recv(2)} in blocking mode, or {@code close(2)} with
   * SO_LINGER above 0. The thread that makes the call is held meanwhile.
   */
  public boolean holdsThread() {
    return acts.stream()
        .anyMatch(act ->
            switch (act) {
              case Act.ReceiveToEnd toEnd -> toEnd.blocking();
              case Act.SetOption option -> option.waitsInClose();
              default -> false;
            });
  }

  /** The initiator's script. */
  public static Script initiator(Spec spec) {
    return initiator(spec, null);
  }

  /**
   * The initiator's script.
   *
   * @param segmentBytes the longest segment in either direction (TCP_MAXSEG); null leaves that to
   *     the kernels
   */
  public static Script initiator(Spec spec, @Nullable Integer segmentBytes) {
    boolean closes = spec.closer() == Closer.INITIATOR;
    List<Act> acts = new ArrayList<>();
    acts.add(
        new Act.Connect(
            source(spec),
            segmentBytes == null
                ? List.of()
                : List.of(new Act.SetOption(SocketOption.LONGEST_SEGMENT, segmentBytes, null))));
    if (acrossNetwork(spec)) {
      acts.add(new Act.ShowTicket(spec.exchange().bytesSent() > 0));
    }
    acts.add(send(spec, spec.exchange().bytesSent(), closes));
    if (spec.exchange().initiatorHalfCloses()) {
      acts.add(new Act.HalfClose());
    }
    if (closes) {
      acts.add(new Act.Yield());
      acts.add(new Act.Receive(spec.close().bytesRead()));
      acts.add(new Act.AwaitArrival(spec.unreadOfExchange(), false, acrossNetwork(spec)));
      close(spec, acts);
    } else {
      observe(spec, acts);
    }
    return new Script(closes, spec.keptToProbe(), acts);
  }

  /** The responder's script. */
  public static Script responder(Spec spec) {
    boolean closes = spec.closer() == Closer.RESPONDER;
    List<Act> acts = new ArrayList<>();
    acts.add(new Act.Accept());
    if (closes) {
      acts.add(new Act.Receive(spec.close().bytesRead()));
      acts.add(
          new Act.AwaitArrival(
              spec.unreadOfExchange(), spec.exchange().initiatorHalfCloses(), acrossNetwork(spec)));
      acts.add(send(spec, spec.exchange().replyBytes(), true));
      close(spec, acts);
    } else {
      if (spec.exchange().observerReads() != ObserverReads.LATE) {
        acts.add(new Act.Receive(spec.exchange().bytesSent()));
      }
      acts.add(send(spec, spec.exchange().replyBytes(), false));
      observe(spec, acts);
    }
    return new Script(closes, spec.keptToProbe(), acts);
  }

  private static boolean acrossNetwork(Spec spec) {
    return spec.peer().isAnotherTeardown();
  }

  private static Act send(Spec spec, int bytes, boolean closes) {
    boolean prompt = spec.exchange().observerReads() == ObserverReads.PROMPT;
    boolean late = spec.exchange().observerReads() == ObserverReads.LATE;
    return new Act.Send(bytes, !closes && prompt, closes && late);
  }

  private static void close(Spec spec, List<Act> acts) {
    if (spec.exchange().observerReads() == ObserverReads.PROMPT && spec.closerSends() > 0) {
      acts.add(new Act.Yield());
      acts.add(new Act.AwaitAcknowledged());
    }
    if (spec.exchange().idleMillis() > 0) {
      acts.add(new Act.BeSilent(spec.exchange().idle()));
      acts.add(new Act.AwaitByteAfterIdle(spec.plannedUnread()));
    }
    if (spec.close().shutdownBeforeClose()) {
      acts.add(new Act.HalfClose());
    }
    if (spec.close().drainBeforeClose()) {
      acts.add(new Act.Drain(Duration.ofMillis(spec.close().drainMillis())));
    }
    linger(spec, acts);
    acts.add(new Act.Close(acrossNetwork(spec)));
  }

  private static void linger(Spec spec, List<Act> acts) {
    Integer seconds = spec.close().lingerSeconds();
    if (seconds != null) {
      acts.add(new Act.SetOption(SocketOption.LINGER, seconds, Call.LINGER));
    }
  }

  private static void observe(Spec spec, List<Act> acts) {
    boolean answer = spec.close().drainBeforeClose() && !spec.observerHalfCloses();
    boolean speaksLast = spec.exchange().bytesSentAfterClose() > 0;
    acts.add(new Act.Yield());
    if (spec.exchange().idleMillis() > 0) {
      // Before it replies, a responder that observes has received everything.
      if (spec.closer() == Closer.RESPONDER
          && spec.exchange().observerReads() != ObserverReads.LATE) {
        acts.add(new Act.Receive(spec.closerSends()));
      }
      acts.add(new Act.BeSilent(spec.exchange().idle()));
      acts.add(new Act.SendAfterIdle());
      acts.add(new Act.Yield());
    }
    switch (spec.exchange().observerReads()) {
      case PROMPT -> {
        if (speaksLast) {
          acts.add(new Act.AwaitCloserClosed(true));
          sendAfterClose(spec, acts);
        }
        acts.add(new Act.ReceiveToEnd(false, answer));
        acts.add(new Act.AwaitCloserClosed(false));
      }
      case LATE -> {
        acts.add(new Act.AwaitCloserClosed(false));
        if (speaksLast) {
          sendAfterClose(spec, acts);
        }
        acts.add(new Act.ReceiveToEnd(false, answer));
      }
      case BLOCKED -> {
        acts.add(new Act.ReceiveToEnd(true, answer));
        acts.add(new Act.AwaitCloserClosed(false));
        if (speaksLast) {
          sendAfterClose(spec, acts);
          acts.add(new Act.ReceiveToEnd(false, false));
        }
      }
    }
    acts.add(new Act.Settle(acrossNetwork(spec)));
    acts.add(new Act.TakeEvidence());
    if (spec.diagnoses()) {
      acts.add(new Act.Probe());
    }
    acts.add(new Act.CloseObserver());
  }

  private static void sendAfterClose(Spec spec, List<Act> acts) {
    acts.add(new Act.Look());
    acts.add(new Act.Send(spec.exchange().bytesSentAfterClose(), false, true));
  }
}
