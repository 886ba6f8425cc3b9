package net.teardown.campaign;

import java.util.HashSet;
import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Decides which runs are stored with all steps of both ends: the first of each distinct outcome in
 * each cell, and unexpected ones up to a bound. Thread-safe.
 */
final class OutcomeSampling {

  /**
   * The most unexpected outcomes of a campaign that are stored whole beyond the first of a kind.
   */
  static final int MOST_UNEXPECTED = 100;

  private record Kind(int cell, Verdict verdict, Delivery delivery, @Nullable Reason reason) {}

  private final Set<Kind> seen = new HashSet<>();
  private int unexpected;

  /** Whether this run is to be stored whole. */
  synchronized boolean wants(
      int cell,
      Verdict verdict,
      Delivery delivery,
      @Nullable Reason reason,
      @Nullable Boolean asPredicted) {
    if (seen.add(new Kind(cell, verdict, delivery, reason))) {
      return true;
    }
    if (Boolean.FALSE.equals(asPredicted) && unexpected < MOST_UNEXPECTED) {
      unexpected++;
      return true;
    }
    return false;
  }

  /** Takes account of a run that was made before a resumption. */
  synchronized void recall(Run run) {
    if (run.experiment() != null
        && !seen.add(new Kind(run.cell(), run.verdict(), run.delivery(), run.reason()))) {
      unexpected++;
    }
  }
}
