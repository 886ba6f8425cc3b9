package net.teardown.run.responder;

import java.util.List;
import java.util.function.Predicate;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Step;
import org.jspecify.annotations.Nullable;

/**
 * By how much the responder's clock is ahead of the initiator's, without asking what time it is:
 * what one end sent left it before the other one had it, and each such pair bounds the difference
 * from one side. All times are microseconds, each on its own end's clock. Safe for several threads.
 *
 * <p>A FIN or an RST bounds nothing: something in between may have made it.
 */
final class ClockOffset {

  private long least = Long.MIN_VALUE;
  private long most = Long.MAX_VALUE;

  /** Something left the initiator's host then, and was at the responder's by then. */
  synchronized void asked(long initiatorMicros, long responderMicros) {
    most = Math.min(most, responderMicros - initiatorMicros);
  }

  /** Something left the responder's host then, and was at the initiator's by then. */
  synchronized void answered(long responderMicros, long initiatorMicros) {
    least = Math.max(least, responderMicros - initiatorMicros);
  }

  /** Learns from what the two transcripts say of the ticket and of the reply. */
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

  /** The responder's transcript on the initiator's time line: the middle of the bounds. */
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

  /** How far a time of the responder's may be off on the initiator's time line, microseconds. */
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
