package net.teardown.socket;

import java.util.Map;
import java.util.OptionalLong;

/**
 * The kernel's own TCP counters at one moment, of the whole network namespace this process is in: strangers' connections
 * count too.
 */
public final class KernelCounters {
  private final Map<String, Long> values;

  private KernelCounters(Map<String, Long> values) {
    this.values = values;
  }

  /** The counters as they stand now; none where there is no procfs. */
  public static KernelCounters read() {
    return new KernelCounters(Map.of());
  }

  /**
   * One counter, by the names of /proc/net/netstat and /proc/net/snmp: {@code ("TcpExt", "TCPAbortOnClose")},
   * {@code ("Tcp", "OutRsts")}. Empty where this kernel doesn't count it.
   */
  public OptionalLong value(String group, String name) {
    Long value = values.get(group + "." + name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
