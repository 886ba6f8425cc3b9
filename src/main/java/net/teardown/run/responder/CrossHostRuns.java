package net.teardown.run.responder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import net.teardown.diagnosis.Repeats;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.theory.Oracle;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.outcome.Begun;
import net.teardown.run.outcome.EndRecords;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.script.ScriptThreads;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Runs one spec with another Teardown: arms it, plays the initiator, fetches the other end's word,
 * and has both judged. Without that word there is no verdict, only what this end saw.
 */
public final class CrossHostRuns {

  final TcpStack stack;
  final String vantage;
  final OutcomeAssembler conclusion;
  final ControlClients clients;
  final Disarming disarming;
  final Executor threads;
  final ScriptThreads scripts;

  /**
   * @param threads of the platform, for calls of the control channel beside the run: two at most
   *     for each that is under way, and those of runs that have just ended
   * @param scripts perform the initiator's half
   */
  public CrossHostRuns(
      TcpStack stack,
      String vantage,
      ControlClients clients,
      Disarming disarming,
      Executor threads,
      ScriptThreads scripts) {
    this.stack = stack;
    this.vantage = vantage;
    this.conclusion = new OutcomeAssembler(vantage, stack.name());
    this.clients = clients;
    this.disarming = disarming;
    this.threads = threads;
    this.scripts = scripts;
  }

  /**
   * Runs it on the calling thread, within its spec's deadline; where it is to be diagnosed, once or
   * twice more, each within the same.
   *
   * @throws ExecutionException with what its script failed by
   */
  public Outcome run(AllowedTarget.Responder target, Asked asked) throws ExecutionException {
    Begun begun = Begun.now(asked, target.named());
    Spec spec = asked.spec();
    CrossHostReport first = run(target, spec, null);
    return conclusion.of(
        begun,
        new EndRecords<>(
            first.said().ends(diagnosis(target, asked, first.said())),
            first.settled(),
            first.took()),
        first.said().judgement(),
        Oracle.predict(spec),
        first.level(),
        first.detail());
  }

  /** What lies between, as far as this run and those like it show; null where nothing was found. */
  private @Nullable Diagnosis diagnosis(
      AllowedTarget.Responder target, Asked asked, Repeats.Run first) throws ExecutionException {
    Spec spec = asked.spec();
    if (!spec.diagnoses() || !mayRepeat(asked.origin())) {
      return first.diagnosis();
    }
    if (Repeats.largeSegmentsSuspected(first)) {
      return Repeats.besideSmallSegments(
          first, run(target, spec, Repeats.SMALL_SEGMENT_BYTES).said());
    }
    List<Repeats.Run> runs = new ArrayList<>(List.of(first));
    while (Repeats.wanted(runs)) {
      runs.add(run(target, spec, null).said());
    }
    return Repeats.combined(runs);
  }

  private CrossHostReport run(
      AllowedTarget.Responder target, Spec spec, @Nullable Integer segmentBytes)
      throws ExecutionException {
    return new CrossHostRun(this, target, spec, segmentBytes).run();
  }

  /** What watches a target runs it again by itself, and has only the time of one run. */
  private static boolean mayRepeat(Origin origin) {
    return switch (origin) {
      case REQUEST, CAMPAIGN -> true;
      case MONITOR, PROBE, SELF_CHECK -> false;
    };
  }
}
