package net.teardown.diagnosis;

import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Whether an observer that waited in vain until the deadline waited long enough for that to mean
 * something: until what it had sent went unanswered again and again, or for what it watched after
 * the closer's close, by the times of both ends on one time line.
 */
final class ObservedLongEnough {

  /** Where a proxy lies between, the first leg's round trip says nothing of the rest. */
  private static final long LEAST_MICROS = 250_000;

  private static final int ROUND_TRIPS = 4;

  private ObservedLongEnough() {}

  static boolean shown(TwoEndedRun said) {
    return said.observer().unanswered() || watchedForLong(said);
  }

  private static boolean watchedForLong(TwoEndedRun said) {
    Step closed = last(said.closer(), Call.CLOSE);
    Step looked = last(said.observer(), Call.TCP_INFO);
    Step connected = last(said.initiator(), Call.CONNECT);
    return said.judgement().verdict() == Verdict.TIMED_OUT
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
