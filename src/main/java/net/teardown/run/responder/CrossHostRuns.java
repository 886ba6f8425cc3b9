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
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.theory.Oracle;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.outcome.Begun;
import net.teardown.run.outcome.EndRecords;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.script.RunHandle;
import net.teardown.script.ScriptThreads;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Runs one spec with another Teardown: arms it, performs the initiator's script, fetches the
 * responder's report, and has both judged. Without the report the run is inconclusive, unless it
 * never connected.
 */
public final class CrossHostRuns {

  final TcpStack stack;
  final String vantage;
  final OutcomeAssembler assembler;
  final ControlClients clients;
  final Disarming disarming;
  final Executor threads;
  final ScriptThreads scripts;

  /**
   * @param threads platform threads for control calls beside the run: at most two for each run
   *     under way, and those of runs that have just ended
   * @param scripts performs the initiator's script on the calling thread
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
    this.assembler = new OutcomeAssembler(vantage, stack);
    this.clients = clients;
    this.disarming = disarming;
    this.threads = threads;
    this.scripts = scripts;
  }

  /**
   * Runs the spec on the calling thread, within its deadline. If {@code diagnose} is set, it may
   * run once or twice more, each time with the same timeout.
   *
   * @throws ExecutionException with the script's failure as its cause
   */
  public Outcome run(AllowedTarget.Responder target, Asked asked) throws ExecutionException {
    return run(target, asked, new RunHandle());
  }

  /**
   * Runs the spec as {@link #run(AllowedTarget.Responder, Asked)} does. On a virtual thread it
   * holds no other one while it waits, neither here nor at the responder.
   *
   * @param handle ends it early
   * @throws ExecutionException with the script's failure as its cause
   */
  public Outcome run(AllowedTarget.Responder target, Asked asked, RunHandle handle)
      throws ExecutionException {
    Begun begun = assembler.begun(asked, target.named());
    Spec spec = asked.spec();
    CrossHostReport first = run(target, spec, null, handle);
    return assembler.of(
        begun,
        new EndRecords<>(
            first.run().ends(diagnosis(target, asked, first.run(), handle)),
            first.settled(),
            first.took()),
        first.run().judgement(),
        Oracle.predict(spec, environments(begun, first.run().ends().between())),
        first.level(),
        first.detail());
  }

  private static Environments environments(Begun begun, PathFacts between) {
    RespondingInstance responder = between.responder();
    return new Environments(
        begun.environment(), responder == null ? null : responder.environment());
  }

  /** The findings of this run and of its repetitions; null if there are none. */
  private @Nullable Diagnosis diagnosis(
      AllowedTarget.Responder target, Asked asked, Repeats.Run first, RunHandle handle)
      throws ExecutionException {
    Spec spec = asked.spec();
    if (!spec.diagnoses() || !mayRepeat(asked.origin()) || handle.endedBy() != null) {
      return first.diagnosis();
    }
    if (Repeats.largeSegmentsSuspected(first)) {
      return Repeats.besideSmallSegments(
          first, run(target, spec, Repeats.SMALL_SEGMENT_BYTES, handle).run());
    }
    if (Repeats.flowForgotten(first)) {
      return Repeats.besideNoSilence(first, run(target, spec.withoutIdle(), null, handle).run());
    }
    List<Repeats.Run> runs = new ArrayList<>(List.of(first));
    while (Repeats.wanted(runs) && handle.endedBy() == null) {
      runs.add(run(target, spec, null, handle).run());
    }
    return Repeats.combined(runs);
  }

  private CrossHostReport run(
      AllowedTarget.Responder target, Spec spec, @Nullable Integer segmentBytes, RunHandle handle)
      throws ExecutionException {
    return new CrossHostRun(this, target, spec, segmentBytes, handle).run();
  }

  /**
   * Whether a run may be repeated. Monitors and probes run the target again anyway, and have only
   * the time of one run.
   */
  private static boolean mayRepeat(Origin origin) {
    return switch (origin) {
      case REQUEST, CAMPAIGN -> true;
      case MONITOR, PROBE, SELF_CHECK -> false;
    };
  }
}
