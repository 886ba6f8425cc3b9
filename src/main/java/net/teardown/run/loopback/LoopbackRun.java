package net.teardown.run.loopback;

import java.util.function.BiConsumer;
import java.util.function.Supplier;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFigures;
import net.teardown.experiment.spec.Expect;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.Verdict;
import net.teardown.run.outcome.Begun;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.script.ScriptRunner;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/** Runs a spec on a lane, has it judged, and assembles the outcome. */
public final class LoopbackRun {

  private final OutcomeAssembler assembler;
  private final EvidenceLevel level;

  /**
   * @param vantage this instance's name
   */
  public LoopbackRun(TcpStack stack, String vantage) {
    this.assembler = new OutcomeAssembler(vantage, stack);
    this.level = OutcomeAssembler.level(stack);
  }

  /** Runs the spec on a lane that nothing else uses meanwhile. */
  public Outcome run(Lane lane, Asked asked) {
    Begun begun = assembler.begun(asked, null);
    LanePlan plan = lane.plan(asked.spec(), begun.environment());
    Played played = lane.play(plan);
    return outcome(begun, plan, played, judge(plan, played));
  }

  /**
   * Runs the spec as {@link #run(Lane, Asked)} does, and passes on its figures. The outcome is
   * assembled only for who asks for it, which must be before the lane's next run.
   */
  public void run(Lane lane, Asked asked, BiConsumer<RunFigures, Supplier<Outcome>> done) {
    Begun begun = assembler.begun(asked, null);
    LanePlan plan = lane.plan(asked.spec(), begun.environment());
    Played played = lane.play(plan);
    Judgement judgement = judge(plan, played);
    Judgement verdict = judgement.at(level);
    done.accept(
        new RunFigures(
            verdict,
            OutcomeAssembler.asPredicted(judgement, plan.prediction(), level),
            new Expect.Got(
                verdict.verdict(),
                verdict.delivery(),
                null,
                played.initiator().facts().bytesRead(),
                null,
                null,
                null,
                ending(plan, played, verdict.verdict()),
                null),
            begun.at(),
            judgement.connected() ? played.initiator().facts().micros(Call.CONNECT) : null,
            played.tookNanos() / 1000),
        () -> outcome(begun, plan, played, judgement));
  }

  private static Judgement judge(LanePlan plan, Played played) {
    return Judge.judge(
        played.initiator().facts(), played.responder().facts(), plan.spec().closer());
  }

  private static @Nullable TlsEnding ending(LanePlan plan, Played played, Verdict verdict) {
    if (plan.spec().exchange().tls() == null) {
      return null;
    }
    ScriptRunner observer =
        plan.spec().closer() == Closer.RESPONDER ? played.initiator() : played.responder();
    EndTls tls = observer.record().tls();
    return tls == null ? null : tls.endingIn(verdict);
  }

  private Outcome outcome(Begun begun, LanePlan plan, Played played, Judgement judgement) {
    return assembler.of(begun, played.records(), judgement, plan.prediction(), level, null);
  }
}
