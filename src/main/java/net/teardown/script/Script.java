package net.teardown.script;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.OwnTls;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.Route;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.terms.Closer;
import net.teardown.socket.SocketOption;
import net.teardown.tls.TlsStream;
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

  public Script {
    acts = List.copyOf(acts);
  }

  private Script(boolean closes, Duration kept, List<Act> acts) {
    this(closes, kept, null, acts);
  }

  /** This host's address that the spec wants to connect from; null if it wants none. */
  static @Nullable InetAddress source(Spec spec) {
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

  /** What is set before a connection to another host: it may send anything. */
  static final List<Act.SetOption> OF_STRANGERS =
      List.of(new Act.SetOption(SocketOption.URGENT_INLINE, 1, null));

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
    List<Act.SetOption> options = new ArrayList<>(acrossNetwork(spec) ? OF_STRANGERS : List.of());
    if (segmentBytes != null) {
      options.add(new Act.SetOption(SocketOption.LONGEST_SEGMENT, segmentBytes, null));
    }
    acts.add(new Act.Connect(source(spec), options));
    if (acrossNetwork(spec)) {
      acts.add(
          new Act.ShowTicket(spec.exchange().bytesSent() > 0 || spec.exchange().tls() != null));
    }
    secure(spec, true, acts);
    acts.add(send(spec, spec.exchange().bytesSent(), closes));
    if (spec.exchange().initiatorHalfCloses()) {
      acts.add(new Act.HalfClose());
    }
    if (closes) {
      acts.add(new Act.Yield());
      acts.add(new Act.Receive(spec.close().bytesRead()));
      acts.add(
          new Act.AwaitArrival(
              spec.unreadOfExchange(), spec.leavesTicket(), false, acrossNetwork(spec)));
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
    secure(spec, false, acts);
    if (closes) {
      acts.add(new Act.Receive(spec.close().bytesRead()));
      acts.add(
          new Act.AwaitArrival(
              spec.unreadOfExchange(),
              false,
              spec.exchange().initiatorHalfCloses(),
              acrossNetwork(spec)));
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

  private static void secure(Spec spec, boolean client, List<Act> acts) {
    if (spec.exchange().tls() != null) {
      // On a lane the script is made before the run's time counts.
      TlsStream.prepareBetween();
      acts.add(new Act.Secure(spec.exchange().tls(), client));
    }
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
    OwnTls tls = spec.exchange().tls();
    if (tls != null && tls.notifies() && !spec.closerHalfCloses()) {
      acts.add(new Act.NotifyClose());
    }
    linger(spec, acts);
    acts.add(new Act.Close(acrossNetwork(spec)));
  }

  static void linger(Spec spec, List<Act> acts) {
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
