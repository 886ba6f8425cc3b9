package net.teardown.run;

import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Many short runs on loopback, which the lanes fetch one after the other for as long as nobody
 * waits for a single one. Its methods are called on the lanes, several at a time, and must not
 * wait.
 */
public interface LaneRuns {

  /** The run that is next; null if there is none right now, or none any more. */
  @Nullable RunRequest next();

  /** {@link #next} has thrown this, which is a defect: it is asked no more. */
  void broken(Throwable cause);

  /** Whether {@link #next} will never have another one. */
  boolean isOver();

  /** One run to be made. */
  interface RunRequest {

    /** What to run; {@link Runner#sharesLane} is true of its spec. */
    Asked asked();

    /** It has been made. */
    void done(Outcome outcome);

    /** It could not be made, which is a defect: whatever happens on a network is an outcome. */
    void failed(Throwable cause);
  }
}
