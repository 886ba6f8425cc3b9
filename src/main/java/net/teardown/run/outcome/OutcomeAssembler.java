package net.teardown.run.outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.Predicted;
import net.teardown.experiment.outcome.RunFacts;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/** Assembles the outcome of a finished run, and compares the judgement with the prediction. */
public final class OutcomeAssembler {

  private final String vantage;
  private final TcpStack stack;

  /** The last one, because it hardly ever changes and its hash takes time. */
  private volatile Here here;

  /**
   * @param settings the settings that it was made of, which the stack returns until one changes
   */
  private record Here(Map<String, String> settings, Environment environment) {

    static Here of(Map<String, String> settings) {
      return new Here(settings, Environment.of(settings));
    }
  }

  /**
   * @param vantage this instance's name
   * @param stack this instance's stack
   */
  public OutcomeAssembler(String vantage, TcpStack stack) {
    this.vantage = vantage;
    this.stack = stack;
    this.here = Here.of(stack.settings());
  }

  /** The environment of this host, as it was at most a few seconds ago. */
  @SuppressWarnings("ReferenceEquality") // comparing the settings would take longer than a look
  public Environment here() {
    Map<String, String> settings = stack.settings();
    Here known = here;
    if (known.settings() != settings) {
      known = Here.of(settings);
      here = known;
    }
    return known.environment();
  }

  /** A run that begins now. */
  public Begun begun(Asked asked, @Nullable ResolvedName named) {
    return new Begun(asked, named, here(), Instant.now());
  }

  /** The level of the evidence of an observer on this stack. */
  public static EvidenceLevel level(TcpStack stack) {
    return stack.givesKernelEvidence() ? EvidenceLevel.KERNEL : EvidenceLevel.APPLICATION;
  }

  /**
   * Assembles the outcome.
   *
   * @param level the observer's
   * @param detail the text of an error, for a person; null if there was none
   */
  public Outcome of(
      Begun begun,
      EndRecords<?> records,
      Judgement judgement,
      Prediction prediction,
      EvidenceLevel level,
      @Nullable String detail) {
    return new Outcome(
        new RunFacts(
            begun.at(),
            records.took().toNanos() / 1000,
            records.settled().toNanos() / 1000,
            vantage,
            stack.name(),
            level,
            begun.environment(),
            detail),
        begun.asked(),
        judgement.at(level),
        predicted(judgement, prediction, level),
        records.ends(),
        begun.named());
  }

  /**
   * The outcome of a run that couldn't begin.
   *
   * @param level the level of this instance's evidence
   * @param detail the text of an error, for a person; null if there was none
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
    return new Predicted(
        prediction.verdicts(), prediction.deliveries(), asPredicted(judgement, prediction, level));
  }

  /** Whether the prediction allows the judgement; null where there is nothing to compare. */
  public static @Nullable Boolean asPredicted(
      Judgement judgement, Prediction prediction, EvidenceLevel level) {
    boolean comparable = judgement.verdict().judged() && !prediction.verdicts().isEmpty();
    return comparable
        ? Boolean.valueOf(prediction.allows(judgement.verdict(), judgement.delivery(), level))
        : null;
  }
}
