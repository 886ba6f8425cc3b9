package net.teardown.responder;

import net.teardown.input.Refused;

/**
 * Refuses a session because this instance is configured not to be a responder, or is shutting down.
 */
public final class ResponderUnavailable extends Refused {

  private static final long serialVersionUID = 1L;

  ResponderUnavailable(String message) {
    super(Why.UNAVAILABLE, message);
  }
}
