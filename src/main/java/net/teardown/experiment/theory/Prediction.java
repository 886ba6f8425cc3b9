package net.teardown.experiment.theory;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Verdict;

/**
 * What theory allows for a spec.
 *
 * @param verdicts every verdict it allows; more than one where the end is a race
 * @param deliveries every delivery it allows
 * @param why the rule, in sentences
 * @param sources where the rule comes from
 */
public record Prediction(
    Set<Verdict> verdicts, Set<Delivery> deliveries, String why, List<String> sources) {

  /** No prediction: theory says nothing about a third-party server. */
  static final Prediction NONE = new Prediction(Set.of(), Set.of(), "", List.of());

  public Prediction {
    verdicts = ordered(Verdict.class, verdicts);
    deliveries = ordered(Delivery.class, deliveries);
    sources = List.copyOf(sources);
  }

  /**
   * Whether a verdict and a delivery are both predicted. A FIN comes in order behind everything
   * that was sent, so bytes that are missing in front of one are never predicted.
   *
   * @param level the observer's: at {@link EvidenceLevel#APPLICATION} a hidden reset looks like a
   *     clean end, so they count as one
   */
  public boolean allows(Verdict verdict, Delivery delivery, EvidenceLevel level) {
    boolean countAsOne = level == EvidenceLevel.APPLICATION && looksClean(verdict);
    boolean missing = delivery == Delivery.TRUNCATED || delivery == Delivery.LOST;
    return deliveries.contains(delivery)
        && !(missing && looksClean(verdict))
        && (countAsOne
            ? verdicts.stream().anyMatch(Prediction::looksClean)
            : verdicts.contains(verdict));
  }

  /** Whether both allow the same verdicts and deliveries, for whatever reasons. */
  boolean allowsTheSameAs(Prediction other) {
    return verdicts.equals(other.verdicts) && deliveries.equals(other.deliveries);
  }

  private static boolean looksClean(Verdict verdict) {
    return verdict == Verdict.CLEAN_EOF || verdict == Verdict.EOF_THEN_RESET;
  }

  private static <E extends Enum<E>> Set<E> ordered(Class<E> type, Set<E> values) {
    Set<E> ordered = EnumSet.noneOf(type);
    ordered.addAll(values);
    return Collections.unmodifiableSet(ordered);
  }
}
