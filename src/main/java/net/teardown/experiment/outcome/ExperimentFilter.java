package net.teardown.experiment.outcome;

import java.time.Instant;
import java.util.UUID;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Which outcomes of the history are meant; a null field asks for nothing.
 *
 * @param targetHost whom it was run against, as the spec named it; no run on loopback names one
 * @param campaign the campaign that it belongs to
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

  /** Whoever it was run against, and whether or not in a campaign. */
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
}
