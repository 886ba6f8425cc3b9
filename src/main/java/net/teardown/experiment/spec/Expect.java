package net.teardown.experiment.spec;

import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The results that a caller accepts, so that a pipeline can pass or fail on them. Neither judge nor
 * oracle sees it. An empty set accepts anything.
 *
 * @param verdicts the verdicts that are accepted; empty for all
 * @param deliveries the deliveries that are accepted; empty for all
 * @param httpStatus the HTTP statuses that are accepted, 100 to 599; empty for all
 */
public record Expect(Set<Verdict> verdicts, Set<Delivery> deliveries, Set<Integer> httpStatus) {

  /** Whether a run with this verdict, delivery and HTTP status is accepted. */
  public boolean isMetBy(Verdict verdict, Delivery delivery, @Nullable Integer status) {
    return any(verdicts, verdict) && any(deliveries, delivery) && any(httpStatus, status);
  }

  /** Whether it accepts anything. */
  boolean saysNothing() {
    return verdicts.isEmpty() && deliveries.isEmpty() && httpStatus.isEmpty();
  }

  private static <T> boolean any(Set<T> expected, @Nullable T value) {
    return expected.isEmpty() || (value != null && expected.contains(value));
  }
}
