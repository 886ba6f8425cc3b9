package net.teardown.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A socket on a descriptor, through libc's calls. */
final class PosixSocket implements TcpSocket {
  private static final int CLOSED = -1;

  /** {@link #CLOSED} after the close; the kernel then answers {@code EBADF} to every call. */
  private int fd;

  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;

  PosixSocket(int fd, @Nullable InetSocketAddress remote) {
    this.fd = fd;
    this.remote = remote;
  }

  int fd() {
    return fd;
  }

  @Override
  public CallResult bind(InetAddress local) {
    Scratch scratch = Scratch.ofThisThread();
    int length = SocketAddresses.write(new InetSocketAddress(local, 0), scratch.address);
    return result(scratch.libc.bind(fd, scratch.address, length));
  }

  @Override
  public CallResult connect(InetSocketAddress remote) {
    this.remote = remote;
    Scratch scratch = Scratch.ofThisThread();
    int length = SocketAddresses.write(remote, scratch.address);
    int result = scratch.libc.connect(fd, scratch.address, length);
    // An interrupted connect continues by itself, connect(2).
    return result(result == -Errno.EINTR.number() ? -Errno.EINPROGRESS.number() : result);
  }

  @Override
  public CallResult finishConnect() {
    if (fd == CLOSED) {
      return CallResult.failed(Errno.EBADF);
    }
    Readiness readiness = poll(Interest.OUTPUT, Duration.ZERO);
    if (!readiness.any()) {
      return CallResult.failed(Errno.EINPROGRESS);
    }
    if (!readiness.error() && !readiness.hangUp()) {
      return CallResult.ok(0);
    }
    // A connection that was established and reset since isn't a failed connect, and its pending
    // error must stay for a later call.
    boolean wasEstablished = info().map(info -> info.bytesAcked() > 0).orElse(false);
    return wasEstablished ? CallResult.ok(0) : takeError();
  }

  @Override
  public InetSocketAddress localAddress() {
    if (local != null) {
      return local;
    }
    if (fd == CLOSED) {
      return new InetSocketAddress(0);
    }
    InetSocketAddress now = nameOf(fd);
    if (now.getPort() != 0) {
      local = now;
    }
    return now;
  }

  /** The local address by getsockname(2), which fails only if the descriptor is invalid. */
  static InetSocketAddress nameOf(int fd) {
    Scratch scratch = Scratch.ofThisThread();
    int result = scratch.libc.getsockname(fd, scratch.address, scratch.length(scratch.address));
    if (result < 0) {
      throw new IllegalStateException("getsockname(" + fd + ") failed with " + Errno.of(-result));
    }
    return SocketAddresses.read(scratch.address);
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
    int flags = Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL | (more ? Linux.MSG_MORE : 0);
    Scratch scratch = Scratch.ofThisThread();
    MemorySegment bytes = MemorySegment.ofBuffer(source);
    if (!bytes.isNative()) {
      long length = Math.min(bytes.byteSize(), Scratch.CHUNK_BYTES);
      bytes = scratch.chunk().asSlice(0, length).copyFrom(bytes.asSlice(0, length));
    }
    long sent;
    do {
      sent = scratch.libc.send(fd, bytes, bytes.byteSize(), flags);
    } while (sent == -Errno.EINTR.number());
    if (sent > 0) {
      source.position(source.position() + (int) sent);
    }
    return result(sent);
  }

  @Override
  public CallResult receive(ByteBuffer target) {
    long received;
    do {
      received = receive(target, Linux.MSG_DONTWAIT);
    } while (received == -Errno.EINTR.number());
    return result(received);
  }

  @Override
  public CallResult receiveBlocking(ByteBuffer target, Duration atMost) {
    if (!atMost.isPositive()) {
      throw new IllegalArgumentException("'atMost' must be above zero, not " + atMost);
    }
    long deadline = System.nanoTime() + atMost.toNanos();
    int blocking = nonBlocking(false);
    if (blocking < 0) {
      return result(blocking);
    }
    try {
      long received;
      long leftNanos = atMost.toNanos();
      do {
        receiveTimeout(leftNanos);
        received = receive(target, 0);
        leftNanos = deadline - System.nanoTime();
      } while (received == -Errno.EINTR.number() && leftNanos > 0);
      return received == -Errno.EINTR.number() ? CallResult.failed(Errno.EAGAIN) : result(received);
    } finally {
      nonBlocking(true);
    }
  }

  private long receive(ByteBuffer target, int flags) {
    if (!target.hasRemaining()) {
      throw new IllegalArgumentException("'target' has no room: " + target);
    }
    Scratch scratch = Scratch.ofThisThread();
    MemorySegment room = MemorySegment.ofBuffer(target);
    if (room.isReadOnly()) {
      throw new IllegalArgumentException("'target' is read-only: " + target);
    }
    long received;
    if (room.isNative()) {
      received = scratch.libc.recv(fd, room, room.byteSize(), flags);
    } else {
      long length = Math.min(room.byteSize(), Scratch.CHUNK_BYTES);
      received = scratch.libc.recv(fd, scratch.chunk(), length, flags);
      if (received > 0) {
        MemorySegment.copy(scratch.chunk(), 0, room, 0, received);
      }
    }
    if (received > 0) {
      target.position(target.position() + (int) received);
    }
    return received;
  }

  private int nonBlocking(boolean on) {
    Scratch scratch = Scratch.ofThisThread();
    scratch.option.set(JAVA_INT, 0, on ? 1 : 0);
    return scratch.libc.ioctl(fd, Linux.FIONBIO, scratch.option);
  }

  private void receiveTimeout(long nanos) {
    Scratch scratch = Scratch.ofThisThread();
    // struct timeval, where all zeroes would mean for ever.
    long micros = Math.max(1, nanos / 1_000);
    scratch.option.set(JAVA_LONG, 0, micros / 1_000_000);
    scratch.option.set(JAVA_LONG, 8, micros % 1_000_000);
    scratch.libc.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_RCVTIMEO, scratch.option, 16);
  }

  @Override
  public CallResult shutdownWrite() {
    return result(Scratch.ofThisThread().libc.shutdown(fd, Linux.SHUT_WR));
  }

  @Override
  public CallResult set(SocketOption option, int value) {
    Scratch scratch = Scratch.ofThisThread();
    int length = Integer.BYTES;
    if (option.switched) {
      scratch.option.set(JAVA_INT, 0, value < 0 ? 0 : 1);
      scratch.option.set(JAVA_INT, Integer.BYTES, Math.max(0, value));
      length += Integer.BYTES;
    } else {
      scratch.option.set(JAVA_INT, 0, value);
    }
    return result(scratch.libc.setsockopt(fd, option.level, option.number, scratch.option, length));
  }

  @Override
  public CallResult close() {
    if (fd == CLOSED) {
      return CallResult.failed(Errno.EBADF);
    }
    int closing = fd;
    fd = CLOSED;
    return result(Scratch.ofThisThread().libc.close(closing));
  }

  @Override
  public CallResult unread() {
    return ask(Linux.SIOCINQ);
  }

  @Override
  public CallResult unacknowledged() {
    return ask(Linux.SIOCOUTQ);
  }

  private CallResult ask(long request) {
    Scratch scratch = Scratch.ofThisThread();
    int result = scratch.libc.ioctl(fd, request, scratch.option);
    return result(result < 0 ? result : scratch.option.get(JAVA_INT, 0));
  }

  @Override
  public CallResult takeError() {
    Scratch scratch = Scratch.ofThisThread();
    int result =
        scratch.libc.getsockopt(
            fd, Linux.SOL_SOCKET, Linux.SO_ERROR, scratch.option, scratch.length(scratch.option));
    return result(result < 0 ? result : -scratch.option.get(JAVA_INT, 0));
  }

  @Override
  public Optional<TcpInfo> info() {
    Scratch scratch = Scratch.ofThisThread();
    MemorySegment info = scratch.tcpInfo;
    int result =
        scratch.libc.getsockopt(fd, Linux.IPPROTO_TCP, Linux.TCP_INFO, info, scratch.length(info));
    int length = scratch.length.get(JAVA_INT, 0);
    return result < 0 ? Optional.empty() : TcpInfoStruct.read(info, length);
  }

  @Override
  public Readiness poll(Interest interest, Duration atMost) {
    if (fd == CLOSED) {
      return Readiness.CLOSED;
    }
    Scratch scratch = Scratch.ofThisThread();
    scratch.pollfd(0, fd, events(interest));
    scratch.poll(1, atMost);
    int events = scratch.revents(0);
    if (events == 0) {
      return Readiness.NONE;
    }
    return new Readiness(
        (events & Linux.POLLIN) != 0,
        (events & Linux.POLLOUT) != 0,
        (events & (Linux.POLLERR | Linux.POLLNVAL)) != 0,
        (events & Linux.POLLHUP) != 0,
        (events & Linux.POLLRDHUP) != 0);
  }

  /** The events to ask poll(2) for; POLLERR and POLLHUP are always reported. */
  static int events(Interest interest) {
    return (interest.input() ? Linux.POLLIN | Linux.POLLRDHUP : 0)
        | (interest.output() ? Linux.POLLOUT : 0);
  }

  private static CallResult result(long returned) {
    return returned < 0 ? CallResult.failed(Errno.of((int) -returned)) : CallResult.ok(returned);
  }

  @Override
  public String toString() {
    return "socket " + fd + " of " + local + " and " + remote;
  }
}
