package net.teardown.run.outcome;

import java.time.Duration;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.Predicted;
import net.teardown.experiment.outcome.RunFacts;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Makes the outcome of a run that is over: sets what was judged beside what was predicted.
 *
 * @param vantage this instance's name
 * @param stack this instance's
 */
public record OutcomeAssembler(String vantage, String stack) {

  /** What the evidence of an observer on this stack rests on. */
  public static EvidenceLevel level(TcpStack stack) {
    return stack.givesKernelEvidence() ? EvidenceLevel.KERNEL : EvidenceLevel.APPLICATION;
  }

  /**
   * Draws it.
   *
   * @param level the observer's
   * @param detail what an error said, for a person; null if there was none
   */
  public Outcome of(
      Begun begun,
      EndRecords<?> played,
      Judgement judgement,
      Prediction prediction,
      EvidenceLevel level,
      @Nullable String detail) {
    return new Outcome(
        new RunFacts(
            begun.at(),
            played.took().toNanos() / 1000,
            played.settled().toNanos() / 1000,
            vantage,
            stack,
            level,
            detail),
        begun.asked(),
        judgement.at(level),
        predicted(judgement, prediction, level),
        played.ends(),
        begun.named());
  }

  /**
   * The outcome of a run that could not even begin.
   *
   * @param level of an observer here
   * @param detail what an error said, for a person; null if there was none
   */
  public Outcome notBegun(Begun begun, Reason why, EvidenceLevel level, @Nullable String detail) {
    Spec spec = begun.asked().spec();
    return of(
        begun,
        new EndRecords<>(Ends.idle(spec.otherEnd()), Duration.ZERO, Duration.ZERO),
        Judge.notBegun(why),
        Oracle.predict(spec),
        level,
        detail);
  }

  private static Predicted predicted(
      Judgement judgement, Prediction prediction, EvidenceLevel level) {
    boolean comparable = judgement.verdict().judged() && !prediction.verdicts().isEmpty();
    return new Predicted(
        prediction.verdicts(),
        prediction.deliveries(),
        comparable ? prediction.allows(judgement.verdict(), judgement.delivery(), level) : null);
  }
}
