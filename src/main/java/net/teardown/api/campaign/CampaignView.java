package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.teardown.api.http.Paths;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignReport;
import net.teardown.campaign.InvalidCells;
import net.teardown.campaign.Plan;
import net.teardown.campaign.Status;
import net.teardown.experiment.spec.SpecDraft;
import org.jspecify.annotations.Nullable;

/** A campaign and its results in the API. */
@Schema(name = "Campaign", description = "A campaign, and what its runs come to so far")
public record CampaignView(
    UUID id,
    @Nullable String label,
    Status status,
    @Schema(description = "Why it stands where it stands; null if there is nothing to say")
        @Nullable String message,
    @Schema(description = "The instance that its runs are made from", example = "probe-a")
        String vantage,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Schema(description = "What all runs have in common: what was said of it") SpecDraft base,
    @Schema(
            description =
                "The values of each field that varies; of a bisected one those run so far")
        Map<String, List<@Nullable Object>> axes,
    @Schema(description = "The axis that is bisected; null if none is")
        @Nullable BisectionView bisect,
    @Schema(
            description =
                "Where the most frequent verdict changes, as far as it is known; null if nothing is"
                    + " bisected, and while, or if, it is the same at both ends")
        @Nullable LimitView limit,
    @Schema(description = "Runs per cell", example = "200") int repetitions,
    InvalidCells invalidCells,
    @Schema(description = "Decides the order of the runs", example = "4711") long seed,
    @Schema(description = "The most runs begun in a second; null where nothing limits them")
        @Nullable Double ratePerSecond,
    @Schema(description = "What limits them; null where nothing does")
        @Nullable String rateLimitedBy,
    @Schema(description = "Runs that there will be", example = "2400") long total,
    @Schema(description = "Runs that are kept", example = "1200") long done,
    @Schema(description = "Runs that theory doesn't allow", example = "0") long unexpected,
    @Schema(description = "How many of those are kept with all steps", example = "0")
        long unexpectedKept,
    @Schema(
            description =
                "Where those outcomes are that are kept with all steps: the first of each distinct"
                    + " one in each cell, and 100 more that theory doesn't allow",
            example = "/api/v1/experiments?campaign=019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55")
        String experiments,
    List<CellView> cells,
    @Schema(description = "Combinations that are left out") List<SkippedView> skipped,
    List<ThresholdView> thresholds) {

  static CampaignView of(CampaignReport report) {
    Campaign campaign = report.campaign();
    Plan plan = report.plan();
    return new CampaignView(
        campaign.id(),
        campaign.label(),
        campaign.status(),
        campaign.why(),
        campaign.vantage(),
        campaign.createdAt(),
        campaign.startedAt(),
        campaign.finishedAt(),
        campaign.base(),
        campaign.axes(),
        BisectionView.of(campaign.bisect()),
        LimitView.of(report.limit()),
        campaign.repetitions(),
        campaign.invalidCells(),
        campaign.seed(),
        plan.ratePerSecond(),
        plan.rateLimitedBy(),
        campaign.total(),
        campaign.done(),
        report.unexpected(),
        report.unexpectedKept(),
        Paths.EXPERIMENTS + "?campaign=" + campaign.id(),
        Arrays.stream(plan.valid())
            .mapToObj(cell -> CellView.of(cell, plan.point(cell), report.of(cell)))
            .toList(),
        plan.skipped().stream().map(SkippedView::of).toList(),
        report.thresholds().stream().map(ThresholdView::of).toList());
  }
}
