package net.teardown.socket;

/**
 * The result of poll(2) for a socket. Asking changes nothing. The {@code jdk} stack reports only
 * the first two, and an error only as readable.
 *
 * @param readable {@code POLLIN}: data, end of stream, an error, or a connection to accept; only if
 *     input was asked for
 * @param writable {@code POLLOUT}; only if output was asked for
 * @param error {@code POLLERR}: an error is pending, which the next call will return and clear
 * @param hangUp {@code POLLHUP}: both directions are shut, whichever end did it
 * @param peerHalfClosed {@code POLLRDHUP}: the peer's FIN has been received, or a reset; only if
 *     input was asked for
 */
public record Readiness(
    boolean readable, boolean writable, boolean error, boolean hangUp, boolean peerHalfClosed) {

  static final Readiness NONE = new Readiness(false, false, false, false, false);
  static final Readiness CLOSED = new Readiness(false, false, true, false, false);

  /** Whether any event is reported. */
  public boolean any() {
    return readable || writable || error || hangUp || peerHalfClosed;
  }
}
