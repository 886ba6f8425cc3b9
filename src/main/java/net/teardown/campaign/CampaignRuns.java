package net.teardown.campaign;

import java.util.List;
import java.util.regex.Pattern;
import net.teardown.campaign.Campaigns.NumberedRun;
import net.teardown.campaign.Campaigns.RunFilter;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Experiments.InvalidCursor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Reads the runs of campaigns page by page. */
@Service
public class CampaignRuns {

  /** A number that fits into a long whatever its digits are, without leading zeros. */
  private static final Pattern CURSOR = Pattern.compile("0|[1-9]\\d{0,17}");

  private final Campaigns campaigns;

  CampaignRuns(Campaigns campaigns) {
    this.campaigns = campaigns;
  }

  /**
   * One page of a campaign's runs.
   *
   * @param next opaque cursor of the next page; null on the last
   */
  public record Page(List<NumberedRun> items, @Nullable String next) {}

  /**
   * Runs that match, in the order in which they were stored.
   *
   * @param size 1 or more
   * @param after where the page before ended, from {@link Page#next()}; null for the first page
   * @throws InvalidCursor if {@code after} is no such cursor
   * @throws HistoryUnavailable if the store can't be read
   */
  public Page of(Campaign campaign, RunFilter filter, int size, @Nullable String after) {
    if (after != null && !CURSOR.matcher(after).matches()) {
      throw new InvalidCursor(after);
    }
    long from = after == null ? 0 : Long.parseLong(after);
    List<NumberedRun> found = campaigns.runs(campaign.id(), filter, from, size + 1);
    if (found.size() <= size) {
      return new Page(found, null);
    }
    List<NumberedRun> items = found.subList(0, size);
    return new Page(items, String.valueOf(items.getLast().number() + 1));
  }
}
