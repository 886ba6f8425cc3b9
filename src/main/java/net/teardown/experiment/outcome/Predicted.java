package net.teardown.experiment.outcome;

import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What theory said of a run before it was made.
 *
 * @param verdicts every verdict that it allows; empty where it has nothing to go by
 * @param deliveries every delivery that it allows
 * @param right whether the run's verdict and delivery are both among them; null where there is
 *     nothing to compare
 */
public record Predicted(Set<Verdict> verdicts, Set<Delivery> deliveries, @Nullable Boolean right) {}
