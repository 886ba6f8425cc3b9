package net.teardown.socket;

import java.net.InetSocketAddress;

/** A listener on a descriptor, through libc's accept4. */
final class PosixListener implements TcpListener {
  private static final int CLOSED = -1;

  private final InetSocketAddress local;
  private int fd;

  PosixListener(int fd) {
    this.fd = fd;
    this.local = PosixSocket.nameOf(fd);
  }

  int fd() {
    return fd;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public Accepted accept() {
    Scratch scratch = Scratch.ofThisThread();
    int accepted;
    do {
      accepted =
          scratch.libc.accept4(
              fd,
              scratch.address,
              scratch.length(scratch.address),
              Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC);
    } while (accepted == -Errno.EINTR.number());
    if (accepted < 0) {
      return Accepted.failed(CallResult.failed(Errno.of(-accepted)));
    }
    InetSocketAddress peer = SocketAddresses.read(scratch.address);
    return new Accepted(CallResult.ok(0), new PosixSocket(accepted, peer), peer);
  }

  @Override
  public void close() {
    if (fd != CLOSED) {
      int closing = fd;
      fd = CLOSED;
      Scratch.ofThisThread().libc.close(closing);
    }
  }

  @Override
  public String toString() {
    return "listener " + fd + " on " + local;
  }
}
