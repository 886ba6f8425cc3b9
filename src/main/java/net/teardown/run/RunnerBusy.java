package net.teardown.run;

import java.time.Duration;
import net.teardown.input.Refused;

/** The queue of runs is full, by {@code teardown.runner.*}; nothing was run. */
public class RunnerBusy extends Refused {

  private static final long serialVersionUID = 1L;

  /**
   * @param retryAfter when to try again, when to try again, at least a second
   */
  RunnerBusy(String message, Duration retryAfter) {
    super(Why.BUSY, message, retryAfter);
  }
}
