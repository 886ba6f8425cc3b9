package net.teardown.socket;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Finds connections in TIME-WAIT, and knows when finding none says nothing: the kernel makes no
 * TIME-WAIT while it has no room, and counts those cases in {@code TCPTimeWaitOverflow}.
 */
final class TimeWaits {
  /** How long a TIME-WAIT lives (TCP_TIMEWAIT_LEN of net/tcp.h); no run is longer either. */
  private static final Duration LIFE = Duration.ofSeconds(60);

  /** IPv6 uses it too. */
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
      // The addresses and ports are in use again, which also ends a TIME-WAIT.
      default -> TimeWaitEntry.UNDECIDABLE;
    };
  }

  /**
   * The settings, by name and value, under which no TIME-WAIT can be found or finding none says
   * nothing.
   */
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
   * Whether the kernel may have had no room since the connection in question was closed. The
   * counter only says "since last read", so the doubt lasts for as long as a run may.
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
