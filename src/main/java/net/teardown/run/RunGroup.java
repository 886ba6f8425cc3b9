package net.teardown.run;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Reason;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.TargetDenied;
import net.teardown.script.RunHandle;
import org.jspecify.annotations.Nullable;

/** Runs of one owner, who may end those that last long before their end. Thread-safe. */
public final class RunGroup {

  private final Runner runner;
  private final Set<RunHandle> longRuns = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /** A group without a run. */
  public RunGroup(Runner runner) {
    this.runner = runner;
  }

  /**
   * Runs one experiment of many, as {@link Runner#runOneOfMany} does, on a virtual thread.
   *
   * @return null if it was ended before its end
   * @throws TargetDenied if a server may not be sent the spec's request
   * @throws RunnerBusy if the queue of runs is full
   * @throws RunDefect if it failed by a defect of this service, which is counted already
   */
  public @Nullable Outcome run(AllowedTarget target, Asked asked) {
    if (!asked.spec().isLong()) {
      return runner.runOneOfMany(target, asked);
    }
    RunHandle handle = new RunHandle();
    longRuns.add(handle);
    try {
      if (ended) {
        return null;
      }
      Outcome outcome = runner.apart().run(target, asked, handle);
      return handle.over() == null ? outcome : null;
    } finally {
      longRuns.remove(handle);
    }
  }

  /** Ends those that last long, and lets no more of them begin. */
  public void end() {
    ended = true;
    longRuns.forEach(run -> run.end(Reason.CANCELLED));
  }
}
