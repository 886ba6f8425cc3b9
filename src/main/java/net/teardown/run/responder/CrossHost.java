package net.teardown.run.responder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import net.teardown.diagnosis.Repeats;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.theory.Oracle;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.outcome.Conclusion;
import net.teardown.run.outcome.Played;
import net.teardown.script.ScriptThreads;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Runs one spec with another Teardown: arms it, plays the initiator, fetches the other end's word,
 * and has both judged. Without that word there is no verdict, only what this end saw.
 */
public final class CrossHost {

  final TcpStack stack;
  final String vantage;
  final Conclusion conclusion;
  final ControlClients clients;
  final Disarming disarming;
  final Executor threads;
  final ScriptThreads scripts;

  /**
   * @param threads of the platform, for calls of the control channel beside the run: two at most
   *     for each that is under way, and those of runs that have just ended
   * @param scripts perform the initiator's half
   */
  public CrossHost(
      TcpStack stack,
      String vantage,
      ControlClients clients,
      Disarming disarming,
      Executor threads,
      ScriptThreads scripts) {
    this.stack = stack;
    this.vantage = vantage;
    this.conclusion = new Conclusion(vantage, stack.name());
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
  public Outcome run(
      AllowedTarget.Responder target, Spec spec, @Nullable String label, Origin origin)
      throws ExecutionException {
    Outcome first = run(target, spec, label, origin, null);
    if (!spec.diagnoses() || !mayRepeat(origin)) {
      return first;
    }
    if (Repeats.largeSegmentsSuspected(first)) {
      return Repeats.besideSmallSegments(
          first, run(target, spec, label, origin, Repeats.SMALL_SEGMENT_BYTES));
    }
    List<Outcome> runs = new ArrayList<>(List.of(first));
    while (Repeats.wanted(runs)) {
      runs.add(run(target, spec, label, origin, null));
    }
    return Repeats.told(runs);
  }

  private Outcome run(
      AllowedTarget.Responder target,
      Spec spec,
      @Nullable String label,
      Origin origin,
      @Nullable Integer segmentBytes)
      throws ExecutionException {
    return new CrossHostRun(this, target, spec, label, origin, segmentBytes).run();
  }

  /** What watches a target runs it again by itself, and has only the time of one run. */
  private static boolean mayRepeat(Origin origin) {
    return switch (origin) {
      case REQUEST, CAMPAIGN -> true;
      case MONITOR, PROBE, SELF_CHECK -> false;
    };
  }

  /** The outcome of a run that had nobody to run with. */
  public Outcome unresolved(
      AllowedTarget.Unresolved target, Spec spec, @Nullable String label, Origin origin) {
    Judgement judgement = Judge.withoutTheOtherEnd(EndRecord.UNKNOWN, Reason.NAME_NOT_RESOLVED);
    return conclusion.of(
        Instant.now(),
        spec,
        label,
        origin,
        new Played(EndRecord.UNKNOWN, EndRecord.UNKNOWN, Duration.ZERO, Duration.ZERO),
        judgement,
        Oracle.predict(spec),
        Conclusion.level(stack),
        "%s: %s".formatted(target.host(), target.why()),
        null);
  }
}
