package net.teardown.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A campaign and the statistics of its runs.
 *
 * @param campaign masked, so that it may be shown
 * @param statistics of each cell of the plan, by its index; those of skipped cells are empty
 * @param unexpectedKept how many of the runs that theory doesn't allow are stored with all steps
 */
public record CampaignReport(
    Campaign campaign, Plan plan, List<CellStatistics> statistics, long unexpectedKept) {

  public CampaignReport {
    campaign = campaign.masked();
    statistics = List.copyOf(statistics);
  }

  static CampaignReport of(Campaign campaign, Plan plan, Tallies tallies) {
    List<CellStatistics> statistics = new ArrayList<>();
    for (int cell = 0; cell < plan.cells().size(); cell++) {
      statistics.add(tallies.of(cell));
    }
    return new CampaignReport(campaign, plan, statistics, 0);
  }

  CampaignReport withUnexpectedKept(long kept) {
    return new CampaignReport(campaign, plan, statistics, kept);
  }

  /** The neighbouring points between which a rate changes significantly. */
  public List<Threshold> thresholds() {
    return Threshold.among(plan, campaign.axes(), statistics);
  }

  /** Where the most frequent verdict changes, as far as the search is; null without any. */
  public Bisection.@Nullable Limit limit() {
    Bisection bisect = campaign.bisect();
    return bisect == null
        ? null
        : bisect
            .limit(
                campaign.axes().getOrDefault(bisect.axis(), List.of()),
                statistics,
                campaign.repetitions())
            .orElse(null);
  }

  /** The statistics of this cell. */
  public CellStatistics of(Cell cell) {
    return of(cell.index());
  }

  /** The statistics of the cell with this index. */
  public CellStatistics of(int cell) {
    return statistics.get(cell);
  }

  /** How many runs ended in a way that theory doesn't allow. */
  public long unexpected() {
    return misses(CellStatistics::asPredicted);
  }

  /** How many runs aren't what the campaign expects. */
  public long unmet() {
    return misses(CellStatistics::met);
  }

  private long misses(Function<CellStatistics, @Nullable Rate> rate) {
    return statistics.stream()
        .map(rate)
        .filter(Objects::nonNull)
        .mapToLong(one -> (long) one.of() - one.hits())
        .sum();
  }
}
