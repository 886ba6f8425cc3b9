package net.teardown.socket;

/** The events of poll(2) to wait for. Error and hang-up are always included. */
public enum Interest {
  /**
   * {@code POLLERR} and {@code POLLHUP} alone: neither data nor a FIN ends the wait. Once both ends
   * have sent a FIN, {@code POLLHUP} is permanent and every wait returns at once.
   */
  ERRORS_ONLY,
  /** {@code POLLIN} and {@code POLLRDHUP}. */
  INPUT,
  /** {@code POLLOUT}. */
  OUTPUT,
  /** Input and output. */
  BOTH;

  boolean input() {
    return this == INPUT || this == BOTH;
  }

  boolean output() {
    return this == OUTPUT || this == BOTH;
  }
}
