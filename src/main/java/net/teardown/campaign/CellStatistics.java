package net.teardown.campaign;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of one cell come to.
 *
 * @param runs how many are done
 * @param judged those that say how the connection ended: neither inconclusive nor never connected
 * @param verdicts how many of each there were, those that were
 * @param deliveries how many of each there were, those that were
 * @param resetRate resets, hidden ones too, of those judged; null if none is
 * @param visibleResetRate resets that the application sees, of those judged; null if none is
 * @param wholeRate of those judged, how many delivered whole what the closer had sent; null if none
 *     is, or in none of them anything was sent
 * @param asPredicted of those there is a prediction to compare with; null if there is none
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
    @Nullable Percentiles connect,
    @Nullable Percentiles duration) {

  /** Of a cell that nothing was run in yet. */
  static final CellStatistics NONE =
      new CellStatistics(0, 0, Map.of(), Map.of(), null, null, null, null, null, null);

  static CellStatistics of(Tally tally) {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    Map<Delivery, Integer> deliveries = new EnumMap<>(Delivery.class);
    int runs = 0;
    int judged = 0;
    int whole = 0;
    int sent = 0;
    int compared = 0;
    int predicted = 0;
    for (Map.Entry<Tally.Kind, Integer> entry : tally.counts().entrySet()) {
      Tally.Kind kind = entry.getKey();
      int count = entry.getValue();
      runs += count;
      verdicts.merge(kind.verdict(), count, Integer::sum);
      deliveries.merge(kind.delivery(), count, Integer::sum);
      if (kind.verdict().judged()) {
        judged += count;
        whole += kind.delivery() == Delivery.WHOLE ? count : 0;
        sent += kind.delivery() == Delivery.NONE_SENT ? 0 : count;
      }
      if (kind.asPredicted() != null) {
        compared += count;
        predicted += kind.asPredicted() ? count : 0;
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
        sent == 0 ? null : rate(whole, judged),
        rate(predicted, compared),
        tally.connect(),
        tally.duration());
  }

  private static @Nullable Rate rate(int hits, int of) {
    return of == 0 ? null : Rate.of(hits, of);
  }
}
