package net.teardown.socket;

import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * An option of tcp(7) or socket(7) that {@link TcpSocket#set} sets, with the way either stack sets
 * it. The value of each is an integer. The numbers of options are those of Linux's headers, as all
 * others are in {@link Linux}.
 */
public enum SocketOption {

  /**
   * {@code SO_LINGER}, in seconds. 0 makes {@link TcpSocket#close} abort the connection. Above 0,
   * close waits at most that long for the peer to acknowledge, even though the socket is
   * non-blocking. Below 0 switches it off.
   */
  LINGER(Linux.SOL_SOCKET, 13, true, StandardSocketOptions.SO_LINGER),

  /**
   * {@code TCP_MAXSEG}: the longest segment in either direction, 88 to 32767 bytes. It must be set
   * before {@link TcpSocket#connect}, whose SYN announces it to the other end. Not on {@code jdk}.
   */
  LONGEST_SEGMENT(Linux.IPPROTO_TCP, 2, false, null),

  /**
   * {@code IP_BIND_ADDRESS_NO_PORT}, 1 for on: {@link TcpSocket#bind} takes no port, and {@link
   * TcpSocket#connect} takes one that need only be free towards its target. Not on {@code jdk}.
   */
  BIND_WITHOUT_PORT(Linux.IPPROTO_IP, 24, false, null),

  /**
   * {@code SO_OOBINLINE}, 1 for on: an urgent byte is read like any other (RFC 6093 4), so that
   * what was received and what was read add up. Not on {@code jdk}, which passes it over.
   */
  URGENT_INLINE(Linux.SOL_SOCKET, Linux.SO_OOBINLINE, false, null);

  /** The arguments of setsockopt(2). */
  final int level;

  final int number;

  /** Whether the value follows an on/off field, as in {@code struct linger}. */
  final boolean switched;

  /** The JDK's constant for the same option; null if it has none. */
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
