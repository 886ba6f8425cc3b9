package net.teardown.socket;

import java.net.InetSocketAddress;

/** A listening socket, non-blocking. */
public non-sealed interface TcpListener extends Pollable, AutoCloseable {

  /** Where it listens, with the port it got. */
  InetSocketAddress localAddress();

  /**
   * Takes the oldest waiting connection, as accept4(2): non-blocking, close-on-exec, {@code
   * TCP_NODELAY}.
   *
   * @return the socket and its peer, or the errno: {@code EAGAIN} when none waits, {@code
   *     ECONNABORTED}, {@code EMFILE}, ...
   */
  Accepted accept();

  /**
   * Ends listening; connections not yet accepted are reset by the kernel. A second call does
   * nothing.
   */
  @Override
  void close();
}
