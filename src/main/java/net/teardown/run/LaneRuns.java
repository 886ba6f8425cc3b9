package net.teardown.run;

import java.util.function.Supplier;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFigures;
import org.jspecify.annotations.Nullable;

/**
 * A source of many short loopback runs, which the lanes fetch one by one while no single run waits.
 * Several lane threads call the methods at once, and the methods must not block.
 */
public interface LaneRuns {

  /** Returns the next run; null if there is none right now, or none any more. */
  @Nullable RunRequest next();

  /** Reports that {@link #next} threw this, which is a defect: it isn't called again. */
  void broken(Throwable cause);

  /** Whether {@link #next} will never return a run again. */
  boolean isOver();

  /** One run to be made. */
  interface RunRequest {

    /** What to run; {@link Runner#sharesLane} is true of its spec. */
    Asked asked();

    /**
     * Reports the run.
     *
     * @param outcome makes the whole outcome, within this call only
     */
    void done(RunFigures figures, Supplier<Outcome> outcome);

    /**
     * Reports that the run failed, which is a defect: whatever happens on the network is an
     * outcome.
     */
    void failed(Throwable cause);
  }
}
