package net.teardown.experiment.evidence;

import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What the ends' transcripts prove.
 *
 * @param reason why the run can't be judged; null unless the verdict is {@link
 *     Verdict#INCONCLUSIVE}
 * @param connected whether the connection ever stood
 */
public record Judgement(
    Verdict verdict, @Nullable Reason reason, Delivery delivery, boolean connected) {}
