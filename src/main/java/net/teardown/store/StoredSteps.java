package net.teardown.store;

import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/** The steps of both ends in the format of their column; see {@link StoredOutcome}. */
record StoredSteps(List<Made> initiator, List<Made> responder) {

  /** No steps, as in lists of outcomes. */
  static final StoredSteps NONE = new StoredSteps(List.of(), List.of());

  record Made(
      long atMicros,
      long untilMicros,
      Call call,
      @Nullable Long bytes,
      @Nullable Long result,
      @Nullable String errno,
      int times) {

    private static Made of(Step step) {
      return new Made(
          step.atMicros(),
          step.untilMicros(),
          step.call(),
          step.bytes(),
          step.result(),
          step.errno(),
          step.times());
    }

    Step step() {
      return new Step(atMicros, untilMicros, call, bytes, result, errno, times);
    }
  }

  static StoredSteps of(Outcome outcome) {
    return new StoredSteps(
        of(outcome.initiator()), outcome.ends().other().map(StoredSteps::of).orElse(List.of()));
  }

  private static List<Made> of(EndRecord end) {
    return end.steps().stream().map(Made::of).toList();
  }
}
