package net.teardown.experiment.outcome;

import java.util.UUID;
import net.teardown.experiment.spec.Compare;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The result of the same spec over another path, compared with the outcome that carries this.
 *
 * @param with which other path
 * @param id id of that other outcome; null if it isn't stored
 * @param address address and port that its test connection went to
 * @param differs whether verdict or delivery differ
 */
public record Comparison(
    Compare with,
    @Nullable UUID id,
    String address,
    Verdict verdict,
    @Nullable Reason reason,
    Delivery delivery,
    @Nullable Boolean asPredicted,
    boolean differs) {

  /** Compares an outcome with that of the same spec run straight to {@code address}. */
  public static Comparison direct(Outcome outcome, Experiment direct, String address) {
    Outcome other = direct.outcome();
    return new Comparison(
        Compare.DIRECT,
        direct.id(),
        address,
        other.verdict(),
        other.reason(),
        other.delivery(),
        other.asPredicted(),
        outcome.verdict() != other.verdict() || outcome.delivery() != other.delivery());
  }
}
