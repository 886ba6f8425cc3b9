package net.teardown.store;

/** Packed runs are damaged or of an unknown version. */
class UnreadableRuns extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRuns(String message, Throwable cause) {
    super(message, cause);
  }

  UnreadableRuns(String message) {
    super(message);
  }
}
