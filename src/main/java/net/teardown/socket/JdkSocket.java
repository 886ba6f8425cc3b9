package net.teardown.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket on a non-blocking channel of the JDK. The channel is registered with no selector when it
 * is closed, so that closing it is close(2).
 *
 * <p>It differs from libc's in this: there are no pending errors, {@code TCP_INFO}, {@code
 * SIOCOUTQ} or {@code MSG_MORE}; an IPv6 socket takes IPv4 too; a socket whose connect failed has
 * lost its local address.
 */
final class JdkSocket implements TcpSocket {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final SocketChannel channel;
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private boolean resetTold;

  /**
   * Whether we closed it. {@code channel.isOpen()} doesn't say that, because the JDK itself closes
   * a channel whose connect failed.
   */
  private boolean closed;

  /** Takes over a channel, connected or not. */
  JdkSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    remote = (InetSocketAddress) channel.getRemoteAddress();
  }

  SocketChannel channel() {
    return channel;
  }

  /** A call on the channel, which returns a value or throws. */
  private interface Call {
    long make() throws IOException;
  }

  private static CallResult result(Call call) {
    try {
      return CallResult.ok(call.make());
    } catch (IOException e) {
      return JdkErrors.failure(e);
    } catch (NotYetConnectedException _) {
      return CallResult.failed(Errno.ENOTCONN);
    }
  }

  @Override
  public CallResult bind(InetAddress local) {
    return result(() -> {
      channel.bind(new InetSocketAddress(local, 0));
      return 0;
    });
  }

  @Override
  public CallResult connect(InetSocketAddress remote) {
    this.remote = remote;
    return finished(() -> channel.connect(remote) ? 1 : 0);
  }

  @Override
  public CallResult finishConnect() {
    return finished(() -> channel.finishConnect() ? 1 : 0);
  }

  private static CallResult finished(Call connecting) {
    CallResult connected = result(connecting);
    if (!connected.ok()) {
      return connected;
    }
    return connected.value() == 1 ? CallResult.ok(0) : CallResult.failed(Errno.EINPROGRESS);
  }

  @Override
  public InetSocketAddress localAddress() {
    try {
      if (local == null) {
        local = (InetSocketAddress) channel.getLocalAddress();
      }
    } catch (IOException _) {
      // The channel is closed, by us or by the JDK after a failed connect.
    }
    return local == null ? new InetSocketAddress(0) : local;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    if (remote == null) {
      throw new IllegalStateException("not connected");
    }
    return remote;
  }

  @Override
  public CallResult send(ByteBuffer source, boolean more) {
    boolean any = source.hasRemaining();
    CallResult sent = result(() -> channel.write(source));
    return any && sent.ok() && sent.value() == 0 ? CallResult.failed(Errno.EAGAIN) : sent;
  }

  @Override
  public CallResult receive(ByteBuffer target) {
    if (!target.hasRemaining()) {
      throw new IllegalArgumentException("'target' has no room: " + target);
    }
    return received(() -> channel.read(target));
  }

  /**
   * As {@link TcpSocket#receiveBlocking}, but the thread blocks in poll(2) and then receives,
   * because the JDK has no bounded wait in recv(2).
   */
  @Override
  public CallResult receiveBlocking(ByteBuffer target, Duration atMost) {
    if (!target.hasRemaining()) {
      throw new IllegalArgumentException("'target' has no room: " + target);
    }
    if (!atMost.isPositive()) {
      throw new IllegalArgumentException("'atMost' must be above zero, not " + atMost);
    }
    byte[] bytes = new byte[Math.min(target.remaining(), CHUNK_BYTES)];
    return received(() -> {
      channel.configureBlocking(true);
      try {
        channel.socket().setSoTimeout(JdkStack.millisRoundedUp(atMost));
        int received = channel.socket().getInputStream().read(bytes);
        target.put(bytes, 0, Math.max(0, received));
        return received;
      } finally {
        if (channel.isOpen()) {
          channel.configureBlocking(false);
        }
      }
    });
  }

  /** Converts the JDK's result of a read to that of recv(2). */
  private CallResult received(Call read) {
    if (resetTold) {
      // The JDK reports a reset again and again; the kernel reports it once, and end of stream
      // after that.
      return channel.isOpen() ? CallResult.ok(0) : CallResult.failed(Errno.EBADF);
    }
    try {
      long received = read.make();
      if (received == 0) {
        return CallResult.failed(Errno.EAGAIN);
      }
      return CallResult.ok(Math.max(0, received));
    } catch (IOException e) {
      CallResult failure = JdkErrors.failure(e);
      resetTold = failure.failedWith(Errno.ECONNRESET);
      return failure;
    } catch (NotYetConnectedException _) {
      return CallResult.failed(Errno.ENOTCONN);
    }
  }

  @Override
  public CallResult shutdownWrite() {
    return result(() -> {
      channel.shutdownOutput();
      return 0;
    });
  }

  @Override
  public CallResult set(SocketOption option, int value) {
    java.net.SocketOption<Integer> known = option.jdk;
    if (known == null) {
      return CallResult.failed(Errno.EOPNOTSUPP);
    }
    return result(() -> {
      channel.setOption(known, value);
      return 0;
    });
  }

  @Override
  public CallResult close() {
    if (closed) {
      return CallResult.failed(Errno.EBADF);
    }
    closed = true;
    return result(() -> {
      channel.close();
      return 0;
    });
  }

  @Override
  public CallResult unread() {
    return result(() -> channel.socket().getInputStream().available());
  }

  @Override
  public CallResult unacknowledged() {
    return CallResult.failed(Errno.EOPNOTSUPP);
  }

  @Override
  public CallResult takeError() {
    return CallResult.ok(0);
  }

  @Override
  public Optional<TcpInfo> info() {
    return Optional.empty();
  }

  @Override
  public Readiness poll(Interest interest, Duration atMost) {
    if (!channel.isOpen()) {
      return Readiness.CLOSED;
    }
    int ready = JdkStack.select(atMost, List.of(new Waiting(this, interest)))[0];
    boolean readable = (ready & SelectionKey.OP_READ) != 0;
    boolean writable = (ready & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0;
    return readable || writable
        ? new Readiness(readable, writable, false, false, false)
        : Readiness.NONE;
  }

  /**
   * The selection-key bits to select for. A connecting channel can only be asked whether it is
   * connected.
   */
  int operations(Interest interest) {
    if (channel.isConnectionPending()) {
      return interest.output() ? SelectionKey.OP_CONNECT : 0;
    }
    return (interest.input() ? SelectionKey.OP_READ : 0)
        | (interest.output() ? SelectionKey.OP_WRITE : 0);
  }

  @Override
  public String toString() {
    return "socket of " + local + " and " + remote;
  }
}
