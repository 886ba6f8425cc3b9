package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import org.jspecify.annotations.Nullable;

/** One call of one end in the API. */
@Schema(name = "Step", description = "One call that one end made, or a run of like calls in a row")
record StepView(
    @Schema(description = "When it was called, microseconds since the run began", example = "52")
        long atMicros,
    @Schema(description = "When it returned, on the same clock", example = "55") long untilMicros,
    @Schema(description = "Which call, by the name of its manual page") Call call,
    @Schema(
            description =
                "What was offered to send or asked of recv, summed up over several calls; what was"
                    + " offered again counts once. Null where a call has no byte argument",
            example = "1")
        @Nullable Long bytes,
    @Schema(
            description = "What it returned, summed up over several calls; null if it failed",
            example = "1")
        @Nullable Long result,
    @Schema(
            description = "The symbol of the error it failed with; null if it succeeded",
            example = "ECONNRESET")
        @Nullable String errno,
    @Schema(description = "How many calls this step stands for", minimum = "1", example = "1")
        int times) {

  static StepView of(Step step) {
    return new StepView(
        step.atMicros(),
        step.untilMicros(),
        step.call(),
        step.bytes(),
        step.result(),
        step.errno(),
        step.times());
  }
}
