package net.teardown.responder;

import java.time.Duration;
import net.teardown.input.Refused;

/** Refuses a session because as many as {@code teardown.responder.max-sessions} allows are open. */
public final class SessionsFull extends Refused {

  private static final long serialVersionUID = 1L;

  SessionsFull(int most) {
    super(
        Why.BUSY,
        "%d sessions are armed or running already (teardown.responder.max-sessions)"
            .formatted(most),
        Duration.ofSeconds(1));
  }
}
