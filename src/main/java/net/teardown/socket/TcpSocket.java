package net.teardown.socket;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * One end of a TCP connection, each method one call of tcp(7) and nothing more. No method throws
 * for what the network did: that is the {@link CallResult}.
 *
 * <p>Never waits, but for {@link #receiveBlocking}, {@link #poll} and a {@link #close} with {@link
 * SocketOption#LINGER} above 0. To be used by one thread at a time. Once closed, each call answers
 * {@code EBADF}.
 */
public non-sealed interface TcpSocket extends Pollable {

  /**
   * Sets an option, as setsockopt(2).
   *
   * @param value what {@link SocketOption} says of it
   * @return 0, or why not: {@code EINVAL}, {@code EBADF}, ...; {@code EOPNOTSUPP} where the stack
   *     knows no such option
   */
  CallResult set(SocketOption option, int value);

  /**
   * Begins the active open, as connect(2).
   *
   * @return 0, or {@code EINPROGRESS} (wait until writable, then {@link #finishConnect}), or why
   *     not
   */
  CallResult connect(InetSocketAddress remote);

  /**
   * How the active open ended; to be asked when writable. A failure is told once.
   *
   * @return 0, {@code EINPROGRESS} while it goes on, or the error: {@code ECONNREFUSED}, {@code
   *     ETIMEDOUT}, {@code EHOSTUNREACH}, ...
   */
  CallResult finishConnect();

  /**
   * This end's address, as getsockname(2), remembered once it has a port; port 0 while it has none.
   */
  InetSocketAddress localAddress();

  /**
   * The other end's address: the one connected to, or the one accept4(2) told.
   *
   * @throws IllegalStateException before {@link #connect}
   */
  InetSocketAddress remoteAddress();

  /**
   * Hands bytes to the kernel without blocking, as send(2) with {@code MSG_DONTWAIT |
   * MSG_NOSIGNAL}.
   *
   * @param source its position moves on by what was taken; direct buffers are quicker, no more than
   *     64 KiB of another is taken at once
   * @param more whether more follows at once, so that the kernel may put it in the same segment
   *     ({@code MSG_MORE})
   * @return bytes taken, from 1 to all; or {@code EAGAIN}, {@code ECONNRESET}, {@code EPIPE},
   *     {@code ETIMEDOUT}, ...
   */
  CallResult send(ByteBuffer source, boolean more);

  /**
   * Takes bytes from the receive queue without blocking, as recv(2).
   *
   * @param target must have room; its position moves on by what was received; direct buffers are
   *     quicker, another gets no more than 64 KiB at once
   * @return bytes received; 0 at end of stream; or {@code EAGAIN}, {@code ECONNRESET}, {@code
   *     ETIMEDOUT}, ...
   * @throws IllegalArgumentException if {@code target} has no room, where 0 would look like end of
   *     stream
   */
  CallResult receive(ByteBuffer target);

  /**
   * As {@link #receive}, with the calling thread sitting in recv(2) until something comes. The
   * socket is non-blocking again afterwards.
   *
   * @param atMost bound of the wait, above zero; the kernel rounds it up to its clock tick
   * @return as {@link #receive}; {@code EAGAIN} when nothing came in time
   */
  CallResult receiveBlocking(ByteBuffer target, Duration atMost);

  /** Half-closes, as shutdown(2) with {@code SHUT_WR}: 0, or {@code ENOTCONN}. */
  CallResult shutdownWrite();

  /**
   * Closes the descriptor: close(2) and nothing before it, so that the kernel alone decides between
   * FIN and reset.
   *
   * @return 0, or the errno; {@code EBADF} without a system call if it was closed before, whoever
   *     has the descriptor now
   */
  CallResult close();

  /** Bytes in the in-order receive queue, as {@code SIOCINQ} of tcp(7). A FIN isn't counted. */
  CallResult unread();

  /**
   * Bytes sent or waiting to be sent that the peer hasn't acknowledged, as {@code SIOCOUTQ} of
   * tcp(7); a FIN counts as one. {@code EOPNOTSUPP} on {@code jdk}.
   */
  CallResult unacknowledged();

  /**
   * Takes the pending error, as {@code SO_ERROR} of socket(7). Whoever asks takes it: the next to
   * ask is told nothing.
   *
   * @return 0 when there is none (where the stack can't ask: always), else the pending error as the
   *     errno
   */
  CallResult takeError();

  /** What the kernel knows of the connection ({@code TCP_INFO}); empty where that can't be had. */
  Optional<TcpInfo> info();

  /**
   * Waits until it may go on, or is in error, as poll(2).
   *
   * @param atMost {@link Duration#ZERO} only looks; otherwise rounded up to the millisecond
   * @return what is so now; nothing of it when time was up; {@code error} alone once closed
   */
  Readiness poll(Interest interest, Duration atMost);
}
