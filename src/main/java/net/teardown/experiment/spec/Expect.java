package net.teardown.experiment.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.input.Violation;
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

  /**
   * A part of an expectation that a run doesn't meet.
   *
   * @param field the part, such as {@code /expect/verdicts}
   * @param wanted what is accepted there, in the form that JSON has
   * @param got what the run had instead, likewise; null if nothing
   */
  public record Shortfall(SpecField<?> field, Object wanted, @Nullable Object got) {

    /** In words, without an end: {@code 'expect.httpStatus' accepts [413], and there was 200}. */
    public String sentence() {
      return new Violation(
              field.pointer(),
              "accepts %s, and there was %s".formatted(wanted, got == null ? "none" : got))
          .sentence();
    }
  }

  /** The parts that a run with this verdict, delivery and HTTP status doesn't meet. */
  public List<Shortfall> shortfalls(Verdict verdict, Delivery delivery, @Nullable Integer status) {
    List<Shortfall> unmet = new ArrayList<>();
    if (!any(verdicts, verdict)) {
      unmet.add(shortfall(SpecFields.VERDICTS, verdicts, verdict.name()));
    }
    if (!any(deliveries, delivery)) {
      unmet.add(shortfall(SpecFields.DELIVERIES, deliveries, delivery.name()));
    }
    if (!any(httpStatus, status)) {
      unmet.add(shortfall(SpecFields.HTTP_STATUS, httpStatus, status));
    }
    return unmet;
  }

  private static <T> Shortfall shortfall(SpecField<T> field, T wanted, @Nullable Object got) {
    return new Shortfall(field, field.type().written(wanted), got);
  }

  /** Whether it accepts anything. */
  boolean saysNothing() {
    return verdicts.isEmpty() && deliveries.isEmpty() && httpStatus.isEmpty();
  }

  private static <T> boolean any(Set<T> expected, @Nullable T value) {
    return expected.isEmpty() || (value != null && expected.contains(value));
  }
}
