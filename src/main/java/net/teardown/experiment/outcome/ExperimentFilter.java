package net.teardown.experiment.outcome;

import java.time.Instant;
import java.util.UUID;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Selects outcomes of the history. A null field doesn't restrict them.
 *
 * @param targetHost the target host as the spec names it; runs on loopback have none
 * @param campaign the campaign that the run belongs to
 * @param from started at or after
 * @param to started before
 */
public record ExperimentFilter(
    @Nullable Verdict verdict,
    @Nullable String targetHost,
    @Nullable String label,
    @Nullable Boolean asPredicted,
    @Nullable UUID campaign,
    @Nullable Instant from,
    @Nullable Instant to) {

  /** A filter for any target host, in a campaign or not. */
  public ExperimentFilter(
      @Nullable Verdict verdict,
      @Nullable String label,
      @Nullable Boolean asPredicted,
      @Nullable Instant from,
      @Nullable Instant to) {
    this(verdict, null, label, asPredicted, null, from, to);
  }

  /** Every outcome. */
  public static final ExperimentFilter ALL = new ExperimentFilter(null, null, null, null, null);

  /**
   * Whether an outcome is selected.
   *
   * @param of the campaign that its run belongs to; null if it belongs to none
   */
  public boolean accepts(Outcome outcome, @Nullable UUID of) {
    Instant startedAt = outcome.run().startedAt();
    return (verdict == null || verdict == outcome.verdict())
        && (targetHost == null
            || targetHost.equals(outcome.spec().target().map(Target::host).orElse(null)))
        && (label == null || label.equals(outcome.asked().label()))
        && (asPredicted == null || asPredicted.equals(outcome.asPredicted()))
        && (campaign == null || campaign.equals(of))
        && (from == null || !startedAt.isBefore(from))
        && (to == null || startedAt.isBefore(to));
  }
}
