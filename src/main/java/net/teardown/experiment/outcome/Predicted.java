package net.teardown.experiment.outcome;

import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The prediction for a run, and whether the run agreed with it.
 *
 * @param verdicts every verdict that theory allows; empty if theory says nothing
 * @param deliveries every delivery that theory allows
 * @param right whether the run's verdict and delivery are both among them; null where there is
 *     nothing to compare
 */
public record Predicted(Set<Verdict> verdicts, Set<Delivery> deliveries, @Nullable Boolean right) {}
