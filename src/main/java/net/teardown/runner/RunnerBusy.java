package net.teardown.runner;

import java.time.Duration;

/** As many runs as {@code teardown.runner.*} allows are waiting already; nothing was run. */
public class RunnerBusy extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  RunnerBusy(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** When to try again; at least a second. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
