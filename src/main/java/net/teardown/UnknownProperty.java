package net.teardown;

/** Properties are set that don't exist; the service doesn't start with them. */
final class UnknownProperty extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message which, and which were meant
   */
  UnknownProperty(String message) {
    super(message);
  }
}
