package net.teardown.experiment.outcome;

import java.util.UUID;
import net.teardown.experiment.spec.Compare;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * How the same spec ended another way, beside the outcome that carries this.
 *
 * @param with which way
 * @param id of that other outcome; null where it isn't kept
 * @param address where its data went
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

  /** Sets an outcome beside the one of the same spec that went straight to {@code address}. */
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
