package net.teardown.socket;

/**
 * What poll(2) says of a socket. Asking changes nothing. Of these {@code jdk} tells only the first
 * two, and an error only as being readable.
 *
 * @param readable {@code POLLIN}: data, end of stream, an error, or a connection to accept; only if
 *     input was asked for
 * @param writable {@code POLLOUT}; only if output was asked for
 * @param error {@code POLLERR}: an error is pending, which the next call will take
 * @param hangUp {@code POLLHUP}: both directions are shut, by whomever
 * @param peerHalfClosed {@code POLLRDHUP}: the peer's FIN is here, or a reset; only if input was
 *     asked for
 */
public record Readiness(
    boolean readable, boolean writable, boolean error, boolean hangUp, boolean peerHalfClosed) {

  static final Readiness NONE = new Readiness(false, false, false, false, false);
  static final Readiness CLOSED = new Readiness(false, false, true, false, false);

  /** Whether any of it is so. */
  public boolean any() {
    return readable || writable || error || hangUp || peerHalfClosed;
  }
}
