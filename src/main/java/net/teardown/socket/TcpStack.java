package net.teardown.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The operating system's TCP: makes sockets, and waits for many of them at once.
 *
 * <p>A stack may be used by any number of threads at the same time; each of its sockets by one at a
 * time.
 */
public interface TcpStack {

  /** {@code posix} or {@code jdk}. */
  String name();

  /**
   * Whether the kernel itself testifies how a connection ended: {@code TCP_INFO} reaches {@code
   * tcpi_bytes_received} and tells a FIN from a reset, as a self-test on loopback found when the
   * stack was made. Without it only what the calls answered is known.
   */
  boolean givesKernelEvidence();

  /**
   * Listens on an address, without blocking, with {@code SO_REUSEADDR}; an IPv6 listener takes IPv6
   * alone.
   *
   * @param local where to; port 0 takes an ephemeral port, which {@link TcpListener#localAddress()}
   *     then tells
   * @param backlog how many connections may wait to be accepted, as in listen(2)
   * @throws CallFailed of socket(2), bind(2) or listen(2): {@code EADDRINUSE}, {@code
   *     EADDRNOTAVAIL}, {@code EACCES}, {@code EMFILE}, ...
   */
  TcpListener listen(InetSocketAddress local, int backlog) throws CallFailed;

  /**
   * Makes a socket for an active open: non-blocking, close-on-exec, {@code TCP_NODELAY}.
   *
   * @throws CallFailed of socket(2): {@code EMFILE}, {@code ENFILE}, {@code ENOBUFS}, {@code
   *     EAFNOSUPPORT}, ...
   */
  TcpSocket open(StandardProtocolFamily family) throws CallFailed;

  /**
   * Waits until any of several may go on, or time is up. May return earlier: who waits asks again.
   *
   * @param atMost zero or less only looks, and so returns at once
   */
  void await(Duration atMost, List<Waiting> waits);

  /**
   * Makes what waits for many sockets on one thread, run after run; empty where the stack has none:
   * a channel of the JDK's that is registered with a selector isn't closed by close(2).
   *
   * @throws CallFailed of epoll_create1(2) or eventfd(2): {@code EMFILE}, {@code ENFILE}, ...
   */
  Optional<SocketPoll> poll() throws CallFailed;

  /**
   * Looks for a connection in TIME-WAIT (RFC 9293 §3.6), which tells a clean end from a hidden
   * reset once both ends have sent a FIN: a reset removes it.
   *
   * @param local address and port of the end that would hold it
   * @param remote address and port of the other end
   */
  TimeWaitEntry timeWait(InetSocketAddress local, InetSocketAddress remote);

  /**
   * How many addresses this host has that could connect to another one: of the same family, and on
   * loopback if that is. What can't be found out counts as one.
   */
  default int addressesToward(InetAddress other) {
    try {
      return (int)
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(own ->
                  own.getAddress().length == other.getAddress().length
                      && own.isLoopbackAddress() == other.isLoopbackAddress())
              .count();
    } catch (SocketException _) {
      return 1;
    }
  }

  /**
   * Settings of this host under which {@link #timeWait} tells nothing, so that an observer who
   * half-closed first can't be judged: {@code net.ipv4.tcp_rfc1337 = 1}. As they are now; empty
   * where all is well.
   */
  List<String> undecidingSettings();

  /**
   * Whether this host gives a socket that nobody reads less room than Linux does of itself: by
   * {@code net.ipv4.tcp_rmem}, or by SYN cookies, whose connections have no window scaling. As it
   * is set now.
   */
  boolean givesLittleRoom();

  /**
   * Whether loopback delivers within the sender's call, so that whatever a call sends has arrived
   * when it returns: neither receive packet steering nor a queueing discipline is set on it. As
   * found when the stack was made, or last looked again.
   *
   * @param lookAgain looks now: something came later than it should
   */
  boolean loopbackIsSynchronous(boolean lookAgain);

  /**
   * The best stack this process can have: {@code posix} on Linux (x86-64, aarch64) with native
   * access, else {@code jdk}. Logs one line when it has to fall back, naming the reason.
   */
  static TcpStack forThisPlatform() {
    return Platform.stack();
  }

  /** {@code jdk}, which every platform has: no kernel evidence. */
  static TcpStack portable() {
    return new JdkStack();
  }
}
