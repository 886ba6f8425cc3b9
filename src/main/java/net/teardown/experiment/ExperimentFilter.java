package net.teardown.experiment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which outcomes of the history are meant; a null field asks for nothing.
 *
 * @param from started at or after
 * @param to started before
 */
public record ExperimentFilter(
    @Nullable Verdict verdict,
    @Nullable String label,
    @Nullable Boolean asPredicted,
    @Nullable Instant from,
    @Nullable Instant to) {

  /** Every outcome. */
  public static final ExperimentFilter ALL = new ExperimentFilter(null, null, null, null, null);
}
