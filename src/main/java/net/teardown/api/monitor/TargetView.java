package net.teardown.api.monitor;

import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import net.teardown.api.http.Paths;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.monitor.TargetState;
import net.teardown.probe.ProbeFailure;
import org.jspecify.annotations.Nullable;

/** A monitor's target in the API. */
@Schema(name = "MonitorTarget", description = "A target of a monitor; null before the first run")
record TargetView(
    @Schema(
            description = "The responder's own vantage once it is known, else the address",
            example = "probe-b")
        String target,
    @Schema(description = "As it is connected to", example = "10.1.2.3:8007") String address,
    @Schema(description = "Whether the last run was a success") @Nullable Boolean success,
    @Schema(description = "How it ended; null where the policy denies the target")
        @Nullable Verdict verdict,
    @Nullable Delivery delivery,
    @Schema(description = "Why it is inconclusive, or what the verdict leaves open")
        @Nullable Reason reason,
    @Schema(description = "In words, where there are any") @Nullable String detail,
    @Nullable Boolean asPredicted,
    @Schema(description = "Why it is no success; null if it is") @Nullable Why failure,
    @Schema(
            description =
                "Since when the answer has been what it is, as far as this process has seen")
        @Nullable Instant since,
    @Nullable Instant lastRunAt,
    @Schema(description = "null if it never succeeded") @Nullable Instant lastSuccessAt,
    @Nullable Long durationMicros,
    @Schema(description = "How many runs there were") long runs,
    @Schema(description = "Runs that were due and found one under way, or no permit") long skipped,
    @Schema(description = "Where the last outcome is that was kept") @Nullable URI experiment) {

  /** The failure of a run, with the values that the metrics use as labels. */
  @Schema(name = "MonitorFailure", description = "Why a run is no success")
  record Why(
      @Schema(description = "How far it came", example = "connect") String step,
      @Schema(example = "refused") String reason,
      @Schema(description = "Both for a person", example = "connect: refused") String words) {

    static @Nullable Why of(@Nullable ProbeFailure failure) {
      return failure == null
          ? null
          : new Why(
              failure.step().name().toLowerCase(Locale.ROOT), failure.reason(), failure.toString());
    }
  }

  static TargetView of(TargetState state) {
    TargetState.Last last = state.last();
    long runs = state.runs().values().stream().mapToLong(Long::longValue).sum();
    return new TargetView(
        state.target(),
        state.address(),
        of(last, TargetState.Last::success),
        of(last, TargetState.Last::verdict),
        of(last, TargetState.Last::delivery),
        of(last, TargetState.Last::reason),
        of(last, TargetState.Last::detail),
        of(last, TargetState.Last::asPredicted),
        Why.of(of(last, TargetState.Last::failure)),
        of(last, TargetState.Last::since),
        of(last, TargetState.Last::at),
        state.lastSuccessAt(),
        of(last, TargetState.Last::durationMicros),
        runs,
        state.skipped(),
        of(of(last, TargetState.Last::experiment), Paths::ofExperiment));
  }

  private static <T, V> @Nullable V of(@Nullable T from, Function<T, @Nullable V> what) {
    return from == null ? null : what.apply(from);
  }
}
