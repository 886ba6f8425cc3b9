package net.teardown.experiment.spec;

import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What a caller counts as met, for a pipeline to go by; it reaches neither judge nor oracle. What
 * isn't said is met by anything.
 *
 * @param verdicts any of these; empty for any at all
 * @param deliveries any of these; empty for any at all
 * @param httpStatus any of these, 100 to 599; empty for any at all
 */
public record Expect(Set<Verdict> verdicts, Set<Delivery> deliveries, Set<Integer> httpStatus) {

  /** Whether a run that ended so is one that was expected. */
  public boolean isMetBy(Verdict verdict, Delivery delivery, @Nullable Integer status) {
    return any(verdicts, verdict) && any(deliveries, delivery) && any(httpStatus, status);
  }

  /** Whether anything at all meets it. */
  boolean saysNothing() {
    return verdicts.isEmpty() && deliveries.isEmpty() && httpStatus.isEmpty();
  }

  private static <T> boolean any(Set<T> expected, @Nullable T value) {
    return expected.isEmpty() || (value != null && expected.contains(value));
  }
}
