package net.teardown.socket;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The constants of Linux's system call interface, by the names of its headers. All are from the
 * asm-generic headers or independent of the processor, so they are the same for x86-64 and aarch64,
 * glibc and musl.
 */
final class Linux {
  // bits/socket.h, linux/socket.h
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int SHUT_WR = 1;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_MORE = 0x8000;

  // bits/socket_type.h, linux/net.h; the flags are those of asm-generic/fcntl.h
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;

  // asm-generic/socket.h
  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_OOBINLINE = 10;
  static final int SO_ERROR = 4;
  static final int SO_RCVTIMEO = 20;

  // linux/in.h, linux/in6.h
  static final int IPPROTO_IP = 0;
  static final int IPPROTO_TCP = 6;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;

  // linux/tcp.h
  static final int TCP_NODELAY = 1;
  static final int TCP_INFO = 11;

  // asm-generic/poll.h
  static final int POLLIN = 0x1;
  static final int POLLOUT = 0x4;
  static final int POLLERR = 0x8;
  static final int POLLHUP = 0x10;
  static final int POLLNVAL = 0x20;
  static final int POLLRDHUP = 0x2000;

  // linux/eventpoll.h; its event bits for in, out, err, hup and rdhup are those of poll
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_MOD = 3;
  static final int EPOLLONESHOT = 1 << 30;
  static final int EPOLL_CLOEXEC = 0x80000;

  /** The offset of {@code data} in {@code struct epoll_event}, which is packed on x86-64 only. */
  static final int EPOLL_DATA =
      "amd64".equals(System.getProperty("os.arch").toLowerCase(Locale.ROOT)) ? 4 : 8;

  static final int EPOLL_EVENT_BYTES = EPOLL_DATA + 8;

  // sys/eventfd.h
  static final int EFD_NONBLOCK = 0x800;
  static final int EFD_CLOEXEC = 0x80000;

  // asm-generic/ioctls.h, linux/sockios.h: SIOCINQ is FIONREAD, SIOCOUTQ is TIOCOUTQ
  static final long SIOCINQ = 0x541B;
  static final long SIOCOUTQ = 0x5411;
  static final long FIONBIO = 0x5421;

  // linux/netlink.h, linux/sock_diag.h
  static final int NETLINK_ROUTE = 0;
  static final int NETLINK_SOCK_DIAG = 4;
  static final int NLM_F_REQUEST = 1;
  static final int NLM_F_DUMP = 0x300;
  static final int NLMSG_ERROR = 2;
  static final int SOCK_DIAG_BY_FAMILY = 20;

  // linux/rtnetlink.h
  static final int RTM_NEWQDISC = 36;
  static final int RTM_GETQDISC = 38;
  static final int TCA_KIND = 1;

  private Linux() {}

  /** Why these constants don't fit this machine; empty if they do. */
  static Optional<String> mismatch() {
    String os = System.getProperty("os.name");
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (!"Linux".equals(os)) {
      return Optional.of(os + " isn't Linux");
    }
    if (!Set.of("amd64", "aarch64").contains(arch)) {
      return Optional.of(arch + " is neither x86-64 nor aarch64");
    }
    return Optional.empty();
  }
}
