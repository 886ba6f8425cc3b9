package net.teardown.diagnosis;

import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Decides if an observer that saw no end by the deadline waited long enough for that to count:
 * until its retransmissions stayed unanswered, or for several round trips after the closer's close,
 * by the times of both ends on one time line.
 */
final class ObservedLongEnough {

  /**
   * Least time to watch: behind a proxy, the measured round trip covers only the first part of the
   * path.
   */
  private static final long LEAST_MICROS = 250_000;

  private static final int ROUND_TRIPS = 4;

  private ObservedLongEnough() {}

  static boolean shown(TwoEndedRun run) {
    return run.observer().unanswered() || watchedForLong(run);
  }

  private static boolean watchedForLong(TwoEndedRun run) {
    Step closed = last(run.closer(), Call.CLOSE);
    Step looked = last(run.observer(), Call.TCP_INFO);
    Step connected = last(run.initiator(), Call.CONNECT);
    return run.judgement().verdict() == Verdict.TIMED_OUT
        && closed != null
        && looked != null
        && connected != null
        && looked.atMicros() - closed.untilMicros()
            >= Math.max(
                LEAST_MICROS, ROUND_TRIPS * (connected.untilMicros() - connected.atMicros()));
  }

  private static @Nullable Step last(EndRecord end, Call call) {
    return end.steps().reversed().stream()
        .filter(step -> step.call() == call && step.errno() == null)
        .findFirst()
        .orElse(null);
  }
}
