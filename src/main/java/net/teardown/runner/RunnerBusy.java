package net.teardown.runner;

import java.time.Duration;
import net.teardown.instance.NoThread;

/** As many runs as {@code teardown.runner.*} allows are waiting already; nothing was run. */
public class RunnerBusy extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  RunnerBusy(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** The system gives no thread to run it on; nothing was run. */
  public static final class Starved extends RunnerBusy {

    private static final long serialVersionUID = 1L;

    Starved(NoThread cause, Duration retryAfter) {
      super(String.valueOf(cause.getMessage()), retryAfter);
      initCause(cause);
    }
  }

  /** When to try again; at least a second. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
