package net.teardown.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The kernel's TCP counters at one moment. They cover the whole network namespace of this process,
 * so other programs' connections count too.
 */
public final class KernelCounters {
  private static final List<Path> SOURCES =
      List.of(Path.of("/proc/net/netstat"), Path.of("/proc/net/snmp"));

  private final Map<String, Long> values;

  private KernelCounters(Map<String, Long> values) {
    this.values = values;
  }

  /** Reads the counters; there are none where procfs can't be read. */
  public static KernelCounters read() {
    Map<String, Long> values = new HashMap<>();
    for (Path source : SOURCES) {
      try {
        addTo(values, Files.readAllLines(source));
      } catch (IOException _) {
        // Not Linux, or procfs isn't mounted or not readable: no counter is known.
      }
    }
    return new KernelCounters(values);
  }

  /** Parses pairs of lines, "Group: names" and below it "Group: values". */
  private static void addTo(Map<String, Long> values, List<String> lines) {
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      String[] names = lines.get(i).split(" ", 0);
      String[] numbers = lines.get(i + 1).split(" ", 0);
      for (int column = 1; column < Math.min(names.length, numbers.length); column++) {
        values.put(names[0] + names[column], Long.parseLong(numbers[column]));
      }
    }
  }

  /**
   * One counter, by the names of /proc/net/netstat and /proc/net/snmp: {@code ("TcpExt",
   * "TCPAbortOnClose")}, {@code ("Tcp", "OutRsts")}. Empty where this kernel doesn't count it.
   */
  public OptionalLong value(String group, String name) {
    Long value = values.get(group + ":" + name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
