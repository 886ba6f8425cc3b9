package net.teardown.responder;

import java.util.UUID;

/** There is no such session here: it never was, or ended long ago. */
public final class SessionUnknown extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SessionUnknown(UUID session, UUID instance, String vantage) {
    super(
        "The vantage '%s' (instance %s) has no session %s. Has it been restarted since?"
            .formatted(vantage, instance, session));
  }
}
