package net.teardown.socket;

import java.net.InetSocketAddress;

/** A non-blocking listening socket. */
public non-sealed interface TcpListener extends Pollable, AutoCloseable {

  /** The address that it listens on, with the port that it got. */
  InetSocketAddress localAddress();

  /**
   * Accepts the oldest waiting connection, as accept4(2): non-blocking, close-on-exec, {@code
   * TCP_NODELAY}.
   *
   * @return the socket and its peer, or the errno: {@code EAGAIN} when none waits, {@code
   *     ECONNABORTED}, {@code EMFILE}, ...
   */
  Accepted accept();

  /**
   * Stops listening; the kernel resets connections not yet accepted. A second call does nothing.
   */
  @Override
  void close();
}
