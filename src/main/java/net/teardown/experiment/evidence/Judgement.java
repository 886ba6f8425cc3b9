package net.teardown.experiment.evidence;

import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What the ends' transcripts prove about the end of the connection.
 *
 * @param reason why the run can't be judged, or what the verdict leaves open; null for neither
 * @param connected whether the connection was ever established
 */
public record Judgement(
    Verdict verdict, @Nullable Reason reason, Delivery delivery, boolean connected) {

  /** The judgement of a run that was ended before its end, whatever was seen until then. */
  public Judgement endedEarly(Reason why) {
    return new Judgement(Verdict.INCONCLUSIVE, why, Delivery.UNKNOWN, connected);
  }

  /**
   * This judgement with the reason that the level of evidence adds: where the kernel wasn't asked,
   * a hidden reset looks like a clean end.
   */
  public Judgement at(EvidenceLevel level) {
    boolean looksClean = verdict == Verdict.CLEAN_EOF || verdict == Verdict.EOF_THEN_RESET;
    return looksClean && level == EvidenceLevel.APPLICATION
        ? new Judgement(verdict, Reason.HIDDEN_RESET_NOT_VISIBLE, delivery, connected)
        : this;
  }
}
