package net.teardown.campaign;

import java.util.HashSet;
import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are kept with all that both ends did: the first of each distinct outcome in each cell,
 * and the unexpected ones, up to a bound. For any thread.
 */
final class OutcomeSampling {

  /** The most unexpected outcomes of a campaign that are kept whole beyond the first of a kind. */
  static final int MOST_UNEXPECTED = 100;

  private record Kind(int cell, Verdict verdict, Delivery delivery, @Nullable Reason reason) {}

  private final Set<Kind> seen = new HashSet<>();
  private int unexpected;

  /** Whether this one is to be kept whole. */
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

  /** This one was decided on before. */
  synchronized void recall(Run run) {
    if (run.experiment() != null
        && !seen.add(new Kind(run.cell(), run.verdict(), run.delivery(), run.reason()))) {
      unexpected++;
    }
  }
}
