package net.teardown.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * One end of a TCP connection. Each method is one call of tcp(7) and nothing more. No method throws
 * for what happened on the network; the {@link CallResult} says it.
 *
 * <p>Nothing blocks except {@link #receiveBlocking}, {@link #poll} and a {@link #close} with {@link
 * SocketOption#LINGER} above 0. Not thread-safe. Once closed, each call answers {@code EBADF}.
 */
public non-sealed interface TcpSocket extends Pollable {

  /**
   * Sets an option, as setsockopt(2).
   *
   * @param value as {@link SocketOption} describes it
   * @return 0, or the errno: {@code EINVAL}, {@code EBADF}, ...; {@code EOPNOTSUPP} where the stack
   *     has no such option
   */
  CallResult set(SocketOption option, int value);

  /**
   * Sets the address that {@link #connect} connects from, as bind(2) with port 0.
   *
   * @return 0, or the errno: {@code EADDRNOTAVAIL} if it isn't an address of this host, {@code
   *     EADDRINUSE} if no port is free, ...
   */
  CallResult bind(InetAddress local);

  /**
   * Begins the active open, as connect(2).
   *
   * @return 0, or {@code EINPROGRESS} (wait until writable, then {@link #finishConnect}), or
   *     another errno
   */
  CallResult connect(InetSocketAddress remote);

  /**
   * Gets the result of the active open; to be called when the socket is writable. A failure is
   * reported once.
   *
   * @return 0, {@code EINPROGRESS} while it goes on, or the error: {@code ECONNREFUSED}, {@code
   *     ETIMEDOUT}, {@code EHOSTUNREACH}, ...
   */
  CallResult finishConnect();

  /**
   * This end's address, as getsockname(2). It is cached once it has a port; the port is 0 before.
   */
  InetSocketAddress localAddress();

  /**
   * The other end's address: the one passed to {@link #connect}, or the one that accept4(2)
   * returned.
   *
   * @throws IllegalStateException before {@link #connect}
   */
  InetSocketAddress remoteAddress();

  /**
   * Sends without blocking, as send(2) with {@code MSG_DONTWAIT | MSG_NOSIGNAL}.
   *
   * @param source its position advances by the bytes sent; direct buffers are faster, and at most
   *     64 KiB of another kind are sent at once
   * @param more whether more follows at once, so that the kernel may put it in the same segment
   *     ({@code MSG_MORE})
   * @return how many bytes the kernel took, from 1 to all; or {@code EAGAIN}, {@code ECONNRESET},
   *     {@code EPIPE}, {@code ETIMEDOUT}, ...
   */
  CallResult send(ByteBuffer source, boolean more);

  /**
   * Receives from the receive queue without blocking, as recv(2).
   *
   * @param target must have room; its position advances by the bytes received; direct buffers are
   *     faster, and another kind gets at most 64 KiB at once
   * @return how many bytes; 0 at end of stream; or {@code EAGAIN}, {@code ECONNRESET}, {@code
   *     ETIMEDOUT}, ...
   * @throws IllegalArgumentException if {@code target} has no room, where 0 would look like end of
   *     stream
   */
  CallResult receive(ByteBuffer target);

  /**
   * As {@link #receive}, but blocks in recv(2) until there is something to read. The socket is
   * non-blocking again afterwards.
   *
   * @param atMost bound of the wait, above zero; the kernel rounds it up to its clock tick
   * @return as {@link #receive}; {@code EAGAIN} when nothing arrived in time
   */
  CallResult receiveBlocking(ByteBuffer target, Duration atMost);

  /** Half-closes, as shutdown(2) with {@code SHUT_WR}: 0, or {@code ENOTCONN}. */
  CallResult shutdownWrite();

  /**
   * Closes the descriptor: close(2) and nothing before it, so that the kernel alone decides between
   * FIN and reset.
   *
   * @return 0, or the errno. If it was closed before, {@code EBADF} without a system call, because
   *     the descriptor's number may have been reused
   */
  CallResult close();

  /** Bytes in the in-order receive queue, as {@code SIOCINQ} of tcp(7). A FIN isn't counted. */
  CallResult unread();

  /**
   * Bytes sent or waiting to be sent that the peer hasn't acknowledged, as {@code SIOCOUTQ} of
   * tcp(7). A FIN counts as one. {@code EOPNOTSUPP} on {@code jdk}.
   */
  CallResult unacknowledged();

  /**
   * Returns and clears the pending error, as {@code SO_ERROR} of socket(7).
   *
   * @return 0 when there is none (where the stack can't ask: always), else the pending error as the
   *     errno
   */
  CallResult takeError();

  /** What the kernel reports of the connection ({@code TCP_INFO}); empty where it doesn't. */
  Optional<TcpInfo> info();

  /**
   * Waits for the socket to be ready or in error, as poll(2).
   *
   * @param atMost {@link Duration#ZERO} returns at once; otherwise rounded up to the millisecond
   * @return the events now; none when time was up; {@code error} alone once closed
   */
  Readiness poll(Interest interest, Duration atMost);
}
