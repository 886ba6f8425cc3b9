package net.teardown.runner;

/** The system gives no further thread, so nothing was run. */
final class NoThread extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param cause what {@link Thread#start} threw
   */
  NoThread(OutOfMemoryError cause) {
    super("a thread for the run could not be had: " + cause.getMessage(), cause);
  }
}
