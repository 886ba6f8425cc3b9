package net.teardown.responder;

import net.teardown.input.Refused;

/** This instance is no responder: it was told not to be one, or is ending. */
public final class ResponderUnavailable extends Refused {

  private static final long serialVersionUID = 1L;

  ResponderUnavailable(String message) {
    super(Why.UNAVAILABLE, message);
  }
}
