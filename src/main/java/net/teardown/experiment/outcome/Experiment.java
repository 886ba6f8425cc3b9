package net.teardown.experiment.outcome;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An experiment that was made: what came of it, and what is known beside that.
 *
 * @param id UUIDv7, which it is kept by; null where nobody keeps it
 * @param comparison the same spec another way; null where that was not asked for, or not possible
 * @param uncompared why it was not possible to compare it, for a person; null if that isn't so
 */
public record Experiment(
    @Nullable UUID id,
    Outcome outcome,
    @Nullable Comparison comparison,
    @Nullable String uncompared) {

  /** One that nobody keeps, and that is compared with nothing. */
  public static Experiment of(Outcome outcome) {
    return new Experiment(null, outcome, null, null);
  }

  /** This experiment under the id that it is kept by. */
  public Experiment keptAs(UUID id) {
    return new Experiment(id, outcome, comparison, uncompared);
  }

  /** What an error said of the run or of its comparison, for a person; null if there was none. */
  public @Nullable String detail() {
    return uncompared == null ? outcome.run().detail() : uncompared;
  }
}
