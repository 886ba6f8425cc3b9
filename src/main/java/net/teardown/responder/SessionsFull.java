package net.teardown.responder;

import java.time.Duration;

/** As many sessions as {@code teardown.responder.max-sessions} allows are open already. */
public final class SessionsFull extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SessionsFull(int most) {
    super(
        "%d sessions are armed or running already (teardown.responder.max-sessions)"
            .formatted(most));
  }

  /** When to try again; at least a second. */
  public Duration retryAfter() {
    return Duration.ofSeconds(1);
  }
}
