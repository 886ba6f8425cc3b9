package net.teardown.campaign;

import java.util.List;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import org.jspecify.annotations.Nullable;

/** Computes the reports of campaigns from their stored runs. */
final class CampaignReports {

  private static final int PAGE = 10_000;

  private final Campaigns campaigns;
  private final Experiments experiments;
  private final Planner planner;

  CampaignReports(Campaigns campaigns, Experiments experiments, Planner planner) {
    this.campaigns = campaigns;
    this.experiments = experiments;
    this.planner = planner;
  }

  /**
   * The report of a campaign's runs so far.
   *
   * @param running the running campaign; null if it doesn't run here
   * @throws HistoryUnavailable if the store can't be read
   */
  CampaignReport of(Campaign campaign, @Nullable RunningCampaign running) {
    if (running != null && running.campaign().status() == Status.RUNNING) {
      return report(running.campaign(), running.plan(), running.tallies());
    }
    Plan plan = planner.plan(campaign);
    int cells = plan.cells().size();
    Tallies tallies =
        campaigns
            .summary(campaign.id())
            .map(summary -> Tallies.of(summary, cells))
            .orElseGet(() -> new Tallies(cells));
    while (tallies.runs() < campaign.done()) {
      List<Run> more = campaigns.runs(campaign.id(), tallies.runs(), PAGE);
      if (more.isEmpty()) {
        break;
      }
      tallies.count(more);
    }
    return report(campaign, plan, tallies);
  }

  private CampaignReport report(Campaign campaign, Plan plan, Tallies tallies) {
    CampaignReport report = CampaignReport.of(campaign, plan, tallies);
    if (report.unexpected() == 0) {
      return report;
    }
    ExperimentFilter kept =
        new ExperimentFilter(null, null, null, false, campaign.id(), null, null);
    return report.withUnexpectedKept(
        experiments.countByVerdict(kept).values().stream().mapToLong(Long::longValue).sum());
  }
}
