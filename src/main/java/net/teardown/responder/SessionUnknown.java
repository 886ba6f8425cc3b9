package net.teardown.responder;

import java.util.UUID;
import net.teardown.input.Refused;

/** There is no such session here: it never was, or ended long ago. */
public final class SessionUnknown extends Refused {

  private static final long serialVersionUID = 1L;

  SessionUnknown(UUID session, UUID instance, String vantage) {
    super(
        Why.UNKNOWN,
        "The vantage '%s' (instance %s) has no session %s. Has it been restarted since?"
            .formatted(vantage, instance, session));
  }
}
