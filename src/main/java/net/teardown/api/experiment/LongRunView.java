package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.teardown.api.experiment.ServerView.TurnView;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.run.LongRun;
import org.jspecify.annotations.Nullable;

/** A run under way in the API. */
@Schema(
    name = "RunningExperiment",
    description = "An experiment under way, which has no outcome yet")
public record LongRunView(
    @Schema(
            description = "UUIDv7, which its outcome will have too",
            example = "019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55")
        UUID id,
    RunStatus status,
    @Schema(description = "When it was accepted", example = "2026-11-22T10:00:00.123456Z")
        Instant startedAt,
    @Schema(description = "The instance that makes it", example = "probe-a") String vantage,
    @Schema(description = "What runs, defaults filled in") SpecDraft spec,
    @Schema(
            description =
                "What came of each turn so far, where it has turns; null where another instance"
                    + " makes the run")
        @Nullable List<TurnView> turns) {

  static LongRunView of(LongRun run) {
    return new LongRunView(
        run.id(),
        RunStatus.RUNNING,
        run.startedAt(),
        run.vantage(),
        run.asked().draft(),
        run.turns() == null ? null : run.turns().stream().map(TurnView::of).toList());
  }
}
