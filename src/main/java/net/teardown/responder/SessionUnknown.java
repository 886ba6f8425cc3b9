package net.teardown.responder;

import java.util.UUID;
import net.teardown.input.Refused;

/**
 * Refuses a call about a session that this instance doesn't have: it never had it, or the session
 * ended long ago.
 */
public final class SessionUnknown extends Refused {

  private static final long serialVersionUID = 1L;

  SessionUnknown(UUID session, UUID instance, String vantage) {
    super(
        Why.UNKNOWN,
        "The vantage '%s' (instance %s) has no session %s. Has it been restarted since?"
            .formatted(vantage, instance, session));
  }
}
