package net.teardown.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import org.jspecify.annotations.Nullable;

/**
 * What one end does in a run, in order. Both ends' scripts follow from the spec alone, so two
 * instances that were told the same spec play the same experiment.
 *
 * @param closes whether this end is the closer; the other one observes
 * @param kept how much of the run's time is kept at its end for what comes after the evidence
 */
public record Script(boolean closes, Duration kept, List<Act> acts) {

  public Script {
    acts = List.copyOf(acts);
  }

  /** The initiator's half. */
  public static Script initiator(Spec spec) {
    return initiator(spec, null);
  }

  /**
   * The initiator's half.
   *
   * @param segmentBytes how long segments may be, either way; null leaves that to the kernels
   */
  public static Script initiator(Spec spec, @Nullable Integer segmentBytes) {
    boolean closes = spec.closer() == Closer.INITIATOR;
    List<Act> acts = new ArrayList<>();
    acts.add(new Act.Connect(segmentBytes));
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
      acts.add(new Act.AwaitArrival(spec.plannedUnread(), false, acrossNetwork(spec)));
      close(spec, acts);
    } else {
      observe(spec, acts);
    }
    return new Script(closes, spec.keptToProbe(), acts);
  }

  /** The responder's half. */
  public static Script responder(Spec spec) {
    boolean closes = spec.closer() == Closer.RESPONDER;
    List<Act> acts = new ArrayList<>();
    acts.add(new Act.Accept());
    if (closes) {
      acts.add(new Act.Receive(spec.close().bytesRead()));
      acts.add(
          new Act.AwaitArrival(
              spec.plannedUnread(), spec.exchange().initiatorHalfCloses(), acrossNetwork(spec)));
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
    if (spec.close().shutdownBeforeClose()) {
      acts.add(new Act.HalfClose());
    }
    if (spec.close().drainBeforeClose()) {
      acts.add(new Act.Drain(Duration.ofMillis(spec.close().drainMillis())));
    }
    acts.add(new Act.Close(spec.close().lingerSeconds(), acrossNetwork(spec)));
  }

  private static void observe(Spec spec, List<Act> acts) {
    boolean answer = spec.close().drainBeforeClose() && !spec.observerHalfCloses();
    boolean speaksLast = spec.exchange().bytesSentAfterClose() > 0;
    acts.add(new Act.Yield());
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
