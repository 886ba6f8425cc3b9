package net.teardown.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.Verdict;

/**
 * A campaign and all that its runs come to.
 *
 * @param statistics of each cell of the plan, by its index; those of skipped cells count nothing
 */
public record CampaignReport(Campaign campaign, Plan plan, List<CellStatistics> statistics) {

  public CampaignReport {
    statistics = List.copyOf(statistics);
  }

  static CampaignReport of(Campaign campaign, Plan plan, Tallies tallies) {
    List<CellStatistics> statistics = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      statistics.add(tallies.of(cell.index()));
    }
    return new CampaignReport(campaign, plan, statistics);
  }

  /** Between which neighbouring points a rate changes beyond doubt. */
  public List<Threshold> thresholds() {
    return Threshold.among(plan.cells(), campaign.axes(), statistics);
  }

  /** What this cell comes to. */
  public CellStatistics of(Cell cell) {
    return statistics.get(cell.index());
  }

  /** How many runs had this verdict. */
  public long count(Verdict verdict) {
    return statistics.stream().mapToLong(s -> s.verdicts().getOrDefault(verdict, 0)).sum();
  }

  /** How many runs theory doesn't allow. */
  public long unexpected() {
    return statistics.stream()
        .map(CellStatistics::asPredicted)
        .filter(Objects::nonNull)
        .mapToLong(rate -> (long) rate.of() - rate.hits())
        .sum();
  }
}
