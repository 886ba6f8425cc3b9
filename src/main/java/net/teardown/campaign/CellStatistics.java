package net.teardown.campaign;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of one cell's runs.
 *
 * @param runs how many are done
 * @param judged how many have a verdict on the ending: neither inconclusive nor never connected
 * @param verdicts how many runs had each verdict, without those that none had
 * @param deliveries how many runs had each delivery, without those that none had
 * @param resetRate the rate of resets among those judged, hidden ones included; null if none is
 *     judged
 * @param visibleResetRate the rate of resets that the application sees among those judged; null if
 *     none is judged
 * @param wholeRate the rate of those judged, and of known delivery, that delivered all the closer
 *     had sent; null if there are none, or nothing was sent in any
 * @param asPredicted the rate of those that theory allows among those with a prediction; null if
 *     none has one
 * @param met the rate of those that are what the campaign expects, unjudged ones included; null if
 *     it expects nothing
 * @param httpStatuses how many runs were answered with each HTTP status, ascending
 * @param connect null if none connected
 * @param duration null if there are no runs
 */
public record CellStatistics(
    int runs,
    int judged,
    Map<Verdict, Integer> verdicts,
    Map<Delivery, Integer> deliveries,
    @Nullable Rate resetRate,
    @Nullable Rate visibleResetRate,
    @Nullable Rate wholeRate,
    @Nullable Rate asPredicted,
    @Nullable Rate met,
    Map<Integer, Integer> httpStatuses,
    @Nullable Percentiles connect,
    @Nullable Percentiles duration) {

  /** The statistics of a cell without runs. */
  static final CellStatistics NONE =
      new CellStatistics(
          0, 0, Map.of(), Map.of(), null, null, null, null, null, Map.of(), null, null);

  static CellStatistics of(Tally tally) {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    Map<Delivery, Integer> deliveries = new EnumMap<>(Delivery.class);
    int runs = 0;
    int judged = 0;
    int whole = 0;
    int told = 0;
    int sent = 0;
    int compared = 0;
    int predicted = 0;
    int expecting = 0;
    int met = 0;
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (Map.Entry<Tally.Kind, Integer> entry : tally.counts().entrySet()) {
      Tally.Kind kind = entry.getKey();
      int count = entry.getValue();
      runs += count;
      verdicts.merge(kind.verdict(), count, Integer::sum);
      deliveries.merge(kind.delivery(), count, Integer::sum);
      if (kind.verdict().judged()) {
        judged += count;
        whole += kind.delivery() == Delivery.WHOLE ? count : 0;
        if (kind.delivery() != Delivery.UNKNOWN) {
          told += count;
          sent += kind.delivery() == Delivery.NONE_SENT ? 0 : count;
        }
      }
      if (kind.asPredicted() != null) {
        compared += count;
        predicted += kind.asPredicted() ? count : 0;
      }
      if (kind.met() != null) {
        expecting += count;
        met += kind.met() ? count : 0;
      }
      if (kind.httpStatus() != null) {
        statuses.merge(kind.httpStatus(), count, Integer::sum);
      }
    }
    int visible = verdicts.getOrDefault(Verdict.RESET, 0);
    int hidden = verdicts.getOrDefault(Verdict.EOF_THEN_RESET, 0);
    return new CellStatistics(
        runs,
        judged,
        Collections.unmodifiableMap(verdicts),
        Collections.unmodifiableMap(deliveries),
        rate(visible + hidden, judged),
        rate(visible, judged),
        sent == 0 ? null : rate(whole, told),
        rate(predicted, compared),
        rate(met, expecting),
        Collections.unmodifiableMap(statuses),
        tally.connect(),
        tally.duration());
  }

  private static @Nullable Rate rate(int hits, int of) {
    return of == 0 ? null : Rate.of(hits, of);
  }
}
