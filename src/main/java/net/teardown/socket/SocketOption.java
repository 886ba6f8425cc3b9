package net.teardown.socket;

import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * An option of tcp(7) or socket(7) that {@link TcpSocket#set} sets: one row says how either stack
 * does. All of them take a whole number. The numbers of options are those of Linux's headers, as
 * {@link Linux} has all others.
 */
public enum SocketOption {

  /**
   * {@code SO_LINGER}, in seconds. 0 makes {@link TcpSocket#close} abort the connection; more makes
   * it wait so long for the peer to acknowledge, even though the socket is non-blocking; below 0
   * switches it off.
   */
  LINGER(Linux.SOL_SOCKET, 13, true, StandardSocketOptions.SO_LINGER),

  /**
   * {@code TCP_MAXSEG}: how long segments may be, either way, 88 to 32767 bytes; to be set before
   * {@link TcpSocket#connect}, whose SYN says so to the other end. Not on {@code jdk}.
   */
  LONGEST_SEGMENT(Linux.IPPROTO_TCP, 2, false, null);

  /** As setsockopt(2) wants it. */
  final int level;

  final int number;

  /** Whether the value stands behind a switch, as in {@code struct linger}. */
  final boolean switched;

  /** The same option as the JDK knows it; null if it doesn't. */
  @SuppressWarnings("ImmutableEnumChecker") // a constant of the JDK's
  final java.net.@Nullable SocketOption<Integer> jdk;

  SocketOption(
      int level, int number, boolean switched, java.net.@Nullable SocketOption<Integer> jdk) {
    this.level = level;
    this.number = number;
    this.switched = switched;
    this.jdk = jdk;
  }
}
