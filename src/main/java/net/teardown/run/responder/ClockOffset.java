package net.teardown.run.responder;

import java.util.List;
import java.util.function.Predicate;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Step;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how far the responder's clock is ahead of the initiator's, from messages alone. Each
 * message left one end before it reached the other, so each pair of times bounds the offset from
 * one side. All times are microseconds, each on its own end's clock. Thread-safe.
 *
 * <p>A FIN or an RST bounds nothing: something in between may have made it.
 */
final class ClockOffset {

  private long least = Long.MIN_VALUE;
  private long most = Long.MAX_VALUE;

  /**
   * Records a message that left the initiator's host at one time and had reached the responder's at
   * the other.
   */
  synchronized void asked(long initiatorMicros, long responderMicros) {
    most = Math.min(most, responderMicros - initiatorMicros);
  }

  /**
   * Records a message that left the responder's host at one time and had reached the initiator's at
   * the other.
   */
  synchronized void answered(long responderMicros, long initiatorMicros) {
    least = Math.max(least, responderMicros - initiatorMicros);
  }

  /** Records the ticket and the reply as two such messages, by both transcripts. */
  void learn(EndRecord initiator, EndRecord responder) {
    Step shown = first(initiator, step -> step.call() == Call.SEND_TICKET && moved(step));
    Step seen = first(responder, step -> step.call() == Call.RECV_TICKET && moved(step));
    if (shown != null && seen != null) {
      asked(shown.atMicros(), seen.untilMicros());
    }
    Step replied = first(responder, step -> step.call() == Call.SEND && moved(step));
    Step received = first(initiator, step -> step.call() == Call.RECV && moved(step));
    if (replied != null && received != null && initiator.alteredAt() == null) {
      answered(replied.atMicros(), received.untilMicros());
    }
  }

  /** Moves the responder's transcript to the initiator's time line, by the middle of the bounds. */
  EndRecord onInitiatorsClock(EndRecord responder) {
    long ahead = middle();
    List<Step> steps =
        responder.steps().stream()
            .map(step ->
                new Step(
                    step.atMicros() - ahead,
                    step.untilMicros() - ahead,
                    step.call(),
                    step.bytes(),
                    step.result(),
                    step.errno(),
                    step.times()))
            .toList();
    return responder.withSteps(steps);
  }

  /** How far a responder's time may be off on the initiator's time line, in microseconds. */
  synchronized long errorMicros() {
    return Math.ceilDiv(Math.abs(most - least), 2);
  }

  private synchronized long middle() {
    return Math.floorDiv(least + most, 2);
  }

  private static @Nullable Step first(EndRecord end, Predicate<Step> which) {
    return end.steps().stream().filter(which).findFirst().orElse(null);
  }

  private static boolean moved(Step step) {
    return step.result() != null && step.result() > 0;
  }
}
