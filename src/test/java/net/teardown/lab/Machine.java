package net.teardown.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;

/** Load, processor time and free ports of this machine. */
public final class Machine {

  /** The unit of proc_pid_stat(5): a hundredth of a second. */
  private static final Duration TICK = Duration.ofMillis(10);

  private Machine() {}

  /** The load average of the last minute: proc_loadavg(5). */
  public static String load() throws IOException {
    return new Scanner(Files.readString(Path.of("/proc/loadavg"))).next();
  }

  /** The processor time of a process so far, in user mode and in the kernel. */
  public static Duration cpu(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
    // The name, in parentheses, may hold any characters.
    String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return TICK.multipliedBy(Long.parseLong(behindName[11]) + Long.parseLong(behindName[12]));
  }

  /**
   * A number of a process's status, in the file's own unit: proc_pid_status(5).
   *
   * @param field for example {@code VmRSS}, in KiB
   */
  public static long status(long pid, String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(pid))).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** A port of 127.0.0.1 that nothing listens on just now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
