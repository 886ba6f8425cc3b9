package net.teardown.store;

/** Packed runs that are damaged, or of a version that is not known here. */
class UnreadableRuns extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRuns(String message, Throwable cause) {
    super(message, cause);
  }

  UnreadableRuns(String message) {
    super(message);
  }
}
