package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import net.teardown.experiment.outcome.Comparison;
import net.teardown.experiment.spec.Compare;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** A comparison in the API: the same spec run another way. */
@Schema(name = "Comparison")
record ComparisonView(
    Compare with,
    @Nullable UUID id,
    String address,
    Verdict verdict,
    @Nullable Reason reason,
    Delivery delivery,
    @Nullable Boolean asPredicted,
    boolean differs) {

  static @Nullable ComparisonView of(@Nullable Comparison comparison) {
    return comparison == null
        ? null
        : new ComparisonView(
            comparison.with(),
            comparison.id(),
            comparison.address(),
            comparison.verdict(),
            comparison.reason(),
            comparison.delivery(),
            comparison.asPredicted(),
            comparison.differs());
  }
}
