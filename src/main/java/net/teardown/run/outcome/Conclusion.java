package net.teardown.run.outcome;

import java.time.Instant;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Across;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Prediction;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Makes an outcome of a run that is over: sets the verdict beside the prediction.
 *
 * @param vantage this instance's name
 * @param stack this instance's
 */
public record Conclusion(String vantage, String stack) {

  /** What the evidence of an observer on this stack rests on. */
  public static EvidenceLevel level(TcpStack stack) {
    return stack.givesKernelEvidence() ? EvidenceLevel.KERNEL : EvidenceLevel.APPLICATION;
  }

  /**
   * Draws it.
   *
   * @param level the observer's
   * @param detail what an error that crossed the network said
   */
  public Outcome of(
      Instant startedAt,
      Spec spec,
      @Nullable String label,
      Origin origin,
      Played played,
      Judgement judgement,
      Prediction prediction,
      EvidenceLevel level,
      @Nullable String detail,
      @Nullable Across across) {
    Verdict verdict = judgement.verdict();
    return new Outcome(
        null,
        startedAt,
        played.took().toNanos() / 1000,
        vantage,
        origin,
        stack,
        level,
        spec,
        label,
        judgement.connected(),
        verdict,
        prediction.verdicts(),
        reason(judgement, level),
        detail,
        judgement.delivery(),
        prediction.deliveries(),
        (verdict.judged() && !prediction.verdicts().isEmpty())
            ? prediction.allows(verdict, judgement.delivery(), level)
            : null,
        played.initiator().bytesRead(),
        played.initiator().bytesAccepted(),
        played.settled().toNanos() / 1000,
        played.initiator(),
        played.responder(),
        across,
        null,
        null,
        null);
  }

  private static @Nullable Reason reason(Judgement judgement, EvidenceLevel level) {
    boolean looksClean =
        judgement.verdict() == Verdict.CLEAN_EOF || judgement.verdict() == Verdict.EOF_THEN_RESET;
    return looksClean && level == EvidenceLevel.APPLICATION
        ? Reason.HIDDEN_RESET_NOT_VISIBLE
        : judgement.reason();
  }
}
