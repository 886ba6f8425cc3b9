package net.teardown.api.monitor;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.teardown.experiment.terms.Verdict;
import net.teardown.monitor.MonitorSeries;
import net.teardown.monitor.TargetSeries;
import org.jspecify.annotations.Nullable;

/** The last hour of a monitor's targets in the API. */
@Schema(
    name = "MonitorSeries",
    description = "How the runs of a monitor's targets ended in the last hour, minute by minute")
record SeriesView(
    @Schema(description = "Its name", example = "nodes") String name,
    @Schema(description = "When the first minute began", example = "2026-11-22T09:01:00Z")
        Instant begin,
    @Schema(description = "How long each count is for", example = "60") int stepSeconds,
    List<Target> targets) {

  private static final int STEP = 60;

  /** One target; each list has a count for each minute, oldest first. */
  @Schema(name = "TargetSeries", description = "Counts of a target's runs, oldest first")
  record Target(
      @Schema(description = "As in the monitor", example = "probe-b") String target,
      @Schema(description = "As it is connected to", example = "10.1.2.3:8007") String address,
      @Schema(
              description = "Runs with each verdict that came",
              example = "{\"CLEAN_EOF\": [6, 6, 6]}")
          Map<Verdict, List<Integer>> verdicts,
      @Schema(description = "Runs that didn't end as wanted; absent where there was none")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable List<Integer> failed,
      @Schema(
              description =
                  "Times that the policy denied the target, so that nothing was run; absent where"
                      + " it never did")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable List<Integer> denied) {

    static Target of(TargetSeries series) {
      return new Target(
          series.target(),
          series.address(),
          series.verdicts(),
          any(series.failed()),
          any(series.denied()));
    }

    private static @Nullable List<Integer> any(List<Integer> counts) {
      return counts.stream().allMatch(count -> count == 0) ? null : counts;
    }
  }

  static SeriesView of(MonitorSeries series) {
    return new SeriesView(
        series.monitor(), series.begin(), STEP, series.targets().stream().map(Target::of).toList());
  }
}
