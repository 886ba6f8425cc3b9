package net.teardown.socket;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Finds connections in TIME-WAIT, and knows when not finding one means nothing: the kernel makes
 * none while it has no room for them, and counts those in {@code TCPTimeWaitOverflow}.
 */
final class TimeWaits {
  /** No run is longer, and no TIME-WAIT lives longer (TCP_TIMEWAIT_LEN of net/tcp.h). */
  private static final Duration LIFE = Duration.ofSeconds(60);

  /** IPv6 goes by it too. */
  private static final KernelSwitch SURVIVE_RESETS = new KernelSwitch("net.ipv4.tcp_rfc1337");

  private static final KernelSwitch MOST = new KernelSwitch("net.ipv4.tcp_max_tw_buckets");

  private final boolean sockDiag;
  private OptionalLong overflows = overflows();
  private long overflowedAt = System.nanoTime() - LIFE.toNanos();

  /**
   * @param sockDiag whether sock_diag was seen to find a socket that exists; else /proc/net/tcp is
   *     read
   */
  TimeWaits(boolean sockDiag) {
    this.sockDiag = sockDiag;
  }

  TimeWaitEntry find(InetSocketAddress local, InetSocketAddress remote) {
    if (SURVIVE_RESETS.isSet(false)) {
      return TimeWaitEntry.SURVIVES_RESETS;
    }
    OptionalInt state = state(local, remote);
    if (state.isEmpty()) {
      return TimeWaitEntry.UNDECIDABLE;
    }
    return switch (state.getAsInt()) {
      case TcpInfo.TIME_WAIT -> TimeWaitEntry.PRESENT;
      case SockDiag.NONE, TcpInfo.LISTEN ->
          mayHaveOverflowed() ? TimeWaitEntry.OVERFLOWED : TimeWaitEntry.ABSENT;
      // The ports are in use again, which also ends a TIME-WAIT.
      default -> TimeWaitEntry.UNDECIDABLE;
    };
  }

  /** How this host is set so that none can be found, or none means anything; by name and value. */
  static List<String> undecidingSettings() {
    List<String> settings = new ArrayList<>();
    if (SURVIVE_RESETS.isSet(false)) {
      settings.add(SURVIVE_RESETS.name() + " = 1");
    }
    if (!MOST.isSet(true)) {
      settings.add(MOST.name() + " = 0");
    }
    return settings;
  }

  private OptionalInt state(InetSocketAddress local, InetSocketAddress remote) {
    int state = sockDiag ? SockDiag.state(local, remote) : -Errno.EOPNOTSUPP.number();
    return state >= 0 ? OptionalInt.of(state) : ProcNetTcp.state(local, remote);
  }

  /**
   * Whether the kernel may have run out of room since the connection asked for was closed. When it
   * did is known only as "since last asked", so the doubt stays for as long as a run may last.
   */
  private synchronized boolean mayHaveOverflowed() {
    OptionalLong now = overflows();
    if (!now.equals(overflows)) {
      overflows = now;
      overflowedAt = System.nanoTime();
    }
    return now.isEmpty() || System.nanoTime() - overflowedAt < LIFE.toNanos();
  }

  private static OptionalLong overflows() {
    return KernelCounters.read().value("TcpExt", "TCPTimeWaitOverflow");
  }
}
