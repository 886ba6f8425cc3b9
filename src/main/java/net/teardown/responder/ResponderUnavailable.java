package net.teardown.responder;

/** This instance is no responder: it was told not to be one, or is ending. */
public final class ResponderUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ResponderUnavailable(String message) {
    super(message);
  }
}
