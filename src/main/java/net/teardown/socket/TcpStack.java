package net.teardown.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operating system's TCP: makes sockets, and waits for many of them at once.
 *
 * <p>A stack is thread-safe; each of its sockets is not.
 */
public interface TcpStack {

  /** {@code posix} or {@code jdk}. */
  String name();

  /**
   * Whether the kernel gives evidence of how a connection ended: {@code TCP_INFO} reaches {@code
   * tcpi_bytes_received} and tells a FIN from a reset, as a self-test on loopback found when the
   * stack was made. Without it only the calls' results are known.
   */
  boolean givesKernelEvidence();

  /**
   * Opens a non-blocking listener with {@code SO_REUSEADDR}; one on an IPv6 address takes IPv6
   * alone.
   *
   * @param local the address to listen on; port 0 takes an ephemeral port, which {@link
   *     TcpListener#localAddress()} then returns
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
   * Waits until any of several is ready, or time is up. May return earlier, so the caller checks
   * again.
   *
   * @param atMost zero or less returns at once
   */
  void await(Duration atMost, List<Waiting> waits);

  /**
   * Makes a poll that waits for many sockets on one thread, run after run. Empty where the stack
   * has none: a JDK channel that is registered with a selector isn't closed by close(2).
   *
   * @throws CallFailed of epoll_create1(2) or eventfd(2): {@code EMFILE}, {@code ENFILE}, ...
   */
  Optional<SocketPoll> poll() throws CallFailed;

  /** Whether {@link #poll} gives one, so that one thread can wait for many sockets. */
  default boolean canPoll() {
    return false;
  }

  /**
   * Looks for a connection in TIME-WAIT (RFC 9293 §3.6). Once both ends have sent a FIN, that tells
   * a clean end from a hidden reset, because a reset removes the TIME-WAIT.
   *
   * @param local address and port of the end that would hold it
   * @param remote address and port of the other end
   */
  TimeWaitEntry timeWait(InetSocketAddress local, InetSocketAddress remote);

  /**
   * How many addresses of this host could connect to another address: those of the same family, on
   * loopback if it is on loopback. 1 if that can't be found out.
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
   * The settings of this host, as they are now, under which {@link #timeWait} says nothing, so that
   * an observer that half-closed first can't be judged, for example {@code net.ipv4.tcp_rfc1337 =
   * 1}. Empty if there are none.
   */
  List<String> undecidingSettings();

  /**
   * The settings of this host that change what TCP does, by their names in sysctl(8), and {@code
   * kernel}, {@code stack}, {@code lo.mtu}, {@code lo.qdisc}, {@code lo.rps_cpus}. What can't be
   * read is left out. A change shows within seconds; until one does, the same map is returned.
   */
  Map<String, String> settings();

  /**
   * Whether loopback delivers within the sender's call, so that whatever a call sends has arrived
   * when it returns: neither receive packet steering nor a queueing discipline is set on it. As
   * found when the stack was made, or when this last looked.
   *
   * @param lookAgain whether to look now, because something arrived later than it should
   */
  boolean loopbackIsSynchronous(boolean lookAgain);

  /**
   * The best stack for this process: {@code posix} on Linux (x86-64, aarch64) with native access,
   * else {@code jdk}. Logs one line with the reason if it falls back to {@code jdk}.
   */
  static TcpStack forThisPlatform() {
    return Platform.stack();
  }

  /** The {@code jdk} stack, which every platform has. It gives no kernel evidence. */
  static TcpStack portable() {
    return new JdkStack();
  }
}
