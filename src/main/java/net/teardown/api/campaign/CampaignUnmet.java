package net.teardown.api.campaign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.api.problem.ProblemAnswer;
import net.teardown.api.problem.UnmetPart;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.CampaignReport;
import net.teardown.campaign.CellStatistics;
import net.teardown.campaign.Rate;
import net.teardown.campaign.Status;
import net.teardown.experiment.spec.SpecFields;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** What of a campaign isn't as its {@code expect} wants it, or can't be any more. */
final class CampaignUnmet {

  private static final String EXPECT = "#/base/expect";
  private static final int MOST_CELLS = 100;

  private CampaignUnmet() {}

  /**
   * A part for each cell of which a run isn't what was expected, {@value #MOST_CELLS} at most, and
   * one if it has ended and runs are missing. Empty if all runs that were made are met, and the
   * others are still to be.
   */
  static List<UnmetPart> of(CampaignReport report) {
    Campaign campaign = report.campaign();
    List<UnmetPart> unmet = new ArrayList<>();
    if (campaign.status() != Status.COMPLETED && !campaign.status().active()) {
      unmet.add(new UnmetPart("#/status", Status.COMPLETED, campaign.status()));
    }
    Object wanted =
        Objects.requireNonNullElse(campaign.base().written(SpecFields.EXPECT), Map.of());
    for (int cell : report.plan().valid()) {
      CellStatistics statistics = report.of(cell);
      Rate met = statistics.met();
      if (met != null && met.hits() < met.of() && unmet.size() < MOST_CELLS) {
        Map<String, @Nullable Object> got = new LinkedHashMap<>();
        got.put("cell", cell);
        got.put("point", report.plan().point(cell));
        got.put("met", RateView.of(met));
        got.put("verdicts", statistics.verdicts());
        got.put("deliveries", statistics.deliveries());
        got.put("httpStatuses", statistics.httpStatuses());
        unmet.add(new UnmetPart(EXPECT, wanted, got));
      }
    }
    return unmet;
  }

  /** The 422, with the campaign in it. */
  static ProblemDetail problem(CampaignReport report, List<UnmetPart> unmet, Object view) {
    Campaign campaign = report.campaign();
    String detail =
        campaign.status() == Status.COMPLETED
            ? "The campaign ran, and %d of its %d runs aren't what was expected"
                .formatted(report.unmet(), campaign.done())
            : "The campaign is %s with %d of its %d runs made, of which %d aren't what was expected"
                .formatted(campaign.status(), campaign.done(), campaign.total(), report.unmet());
    ProblemDetail problem =
        ProblemAnswer.problem(HttpStatus.UNPROCESSABLE_CONTENT, detail, List.of());
    problem.setProperty("unmet", unmet);
    problem.setProperty("campaign", view);
    return problem;
  }
}
