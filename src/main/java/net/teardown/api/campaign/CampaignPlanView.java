package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import net.teardown.campaign.Cell;
import net.teardown.campaign.DryRun;
import org.jspecify.annotations.Nullable;

/** The plan of a campaign in the API. */
@Schema(name = "CampaignPlan", description = "What a campaign would run; nothing was run")
record CampaignPlanView(
    @Schema(description = "Runs that there would be", example = "2400") long total,
    @Schema(description = "The most runs begun in a second; null where nothing limits them")
        @Nullable Double ratePerSecond,
    @Schema(
            description =
                "What limits them: ratePerSecond, or the local ports; null where nothing does")
        @Nullable String rateLimitedBy,
    @Schema(
            description =
                "How long it takes at that rate, so at least; null where nothing limits it",
            example = "96")
        @Nullable Long leastSeconds,
    @Schema(description = "Combinations that would be run") List<PlannedCellView> cells,
    @Schema(description = "Combinations that would be left out") List<SkippedView> skipped) {

  static CampaignPlanView of(DryRun dryRun) {
    List<PlannedCellView> cells = new ArrayList<>();
    List<SkippedView> skipped = new ArrayList<>();
    for (Cell cell : dryRun.plan().cells()) {
      if (cell.spec() == null) {
        skipped.add(SkippedView.of(cell));
      } else {
        cells.add(PlannedCellView.of(cell, dryRun.forecasts().apply(cell.spec())));
      }
    }
    return new CampaignPlanView(
        dryRun.plan().total(),
        dryRun.plan().ratePerSecond(),
        dryRun.plan().rateLimitedBy(),
        dryRun.leastSeconds(),
        cells,
        skipped);
  }
}
