package net.teardown.run;

import java.time.Duration;
import net.teardown.input.Refused;

/** As many runs as {@code teardown.runner.*} allows are waiting already; nothing was run. */
public class RunnerBusy extends Refused {

  private static final long serialVersionUID = 1L;

  /**
   * @param retryAfter at least a second
   */
  RunnerBusy(String message, Duration retryAfter) {
    super(Why.BUSY, message, retryAfter);
  }
}
