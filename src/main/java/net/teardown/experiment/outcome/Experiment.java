package net.teardown.experiment.outcome;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A finished experiment: its outcome, its id if it is stored, and its comparison.
 *
 * @param id UUIDv7 under which it is stored; null if it isn't stored
 * @param comparison the result of the same spec over another path; null if it wasn't asked for, or
 *     wasn't possible
 * @param uncompared why the comparison wasn't possible, for a person; null if it was, or wasn't
 *     asked for
 */
public record Experiment(
    @Nullable UUID id,
    Outcome outcome,
    @Nullable Comparison comparison,
    @Nullable String uncompared) {

  /** An experiment that is neither stored nor compared. */
  public static Experiment of(Outcome outcome) {
    return new Experiment(null, outcome, null, null);
  }

  /** This experiment with the id under which it is stored. */
  public Experiment keptAs(UUID id) {
    return new Experiment(id, outcome, comparison, uncompared);
  }

  /** The text of an error of the run or of its comparison, for a person; null if there was none. */
  public @Nullable String detail() {
    return uncompared == null ? outcome.run().detail() : uncompared;
  }

  /** This experiment without the calls that its ends made, as lists show it. */
  public Experiment withoutSteps() {
    Outcome whole = outcome;
    Outcome without =
        new Outcome(
            whole.run(),
            whole.asked(),
            whole.judgement(),
            whole.predicted(),
            whole.ends().withoutSteps(),
            whole.named());
    return new Experiment(id, without, comparison, uncompared);
  }
}
