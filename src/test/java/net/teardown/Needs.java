package net.teardown;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What a test needs of the machine on which it runs.
 *
 * <p>If a need isn't met, the test is skipped with the reason. With {@code CI=true} in the
 * environment it fails instead, because there a test that didn't run must not look like one that
 * passed.
 */
public final class Needs {

  private static final int CHECK_TIMEOUT_SECONDS = 10;

  private Needs() {}

  /** The libc stack: Linux on x86-64 or aarch64, with native access granted to this code. */
  public static void posixStack() {
    linux();
    String arch = System.getProperty("os.arch");
    need(Set.of("amd64", "aarch64").contains(arch), "x86-64 or aarch64, not " + arch);
    need(Needs.class.getModule().isNativeAccessEnabled(), "--enable-native-access=ALL-UNNAMED");
  }

  /** Linux with its system calls and {@code /proc}. */
  public static void linux() {
    String os = System.getProperty("os.name");
    need("Linux".equals(os), "Linux, not " + os);
  }

  /** IPv6 on loopback, which a container may lack. */
  public static void ipv6() {
    boolean here;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      here = socket.isBound();
    } catch (IOException _) {
      here = false;
    }
    need(here, "IPv6 on loopback");
  }

  /** User 0; a container may still have removed capabilities from it. */
  public static void root() {
    linux();
    need(new UnixSystem().getUid() == 0, "root");
  }

  /** An executable of this name in the {@code PATH}, or at this absolute path. */
  public static void command(String name) {
    need(isCommand(name), "the command " + name);
  }

  /** tcpdump, and the right to capture on the loopback interface. */
  public static void packetCapture() {
    success("tcpdump", "-i", "lo", "--list-data-link-types");
  }

  /** strace, and the right to trace a child process. */
  public static void tracing() {
    success("strace", "-o", "/dev/null", "true");
  }

  /** {@code ip netns} and {@code unshare}, and the right to create network namespaces. */
  public static void networkNamespaces() {
    command("ip");
    success("unshare", "--net", "true");
  }

  /**
   * Everything that {@link net.teardown.lab.Network} needs to create hosts and to run programs on
   * them.
   */
  public static void hosts() {
    root();
    posixStack();
    command("ip");
    // ip netns exec does this before it runs the command.
    success("unshare", "--net", "--mount", "mount", "-t", "sysfs", "sysfs", "/sys");
    need(Files.isDirectory(Path.of("/proc/sys/net/ipv6")), "a kernel with IPv6");
  }

  /** {@code nft}, and a kernel that filters and translates for it. */
  public static void packetFilter() {
    String nat = "type nat hook postrouting priority srcnat;";
    success(
        "unshare",
        "--net",
        "nft",
        "table inet t { chain c { %s ct status dnat masquerade; }; }".formatted(nat));
  }

  /** TUN devices, and the right to create one. */
  public static void tunDevices() {
    success("unshare", "--net", "ip", "tuntap", "add", "tun0", "mode", "tun");
  }

  /** A command that exits with 0 within ten seconds; its output is discarded. */
  public static void success(String... command) {
    command(command[0]);
    need(succeeds(command), "'" + String.join(" ", command) + "' to succeed");
  }

  private static boolean isCommand(String name) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory).resolve(name)));
  }

  static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(CHECK_TIMEOUT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command[0], e);
    }
  }

  private static void need(boolean met, String what) {
    boolean ci = Boolean.parseBoolean(System.getenv("CI"));
    if (!met && !ci) {
      // Surefire writes the reason to its XML and prints only a number.
      System.err.println("Skipped " + test() + ": needs " + what);
    }
    need(met, what, ci);
  }

  static void need(boolean met, String what, boolean ci) {
    if (met) {
      return;
    }
    String reason = "needs " + what;
    if (ci) {
      fail(reason);
    }
    abort(reason);
  }

  private static String test() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(frames ->
            frames
                .filter(frame -> frame.getDeclaringClass() != Needs.class)
                .findFirst()
                .map(frame ->
                    frame.getDeclaringClass().getSimpleName() + "." + frame.getMethodName())
                .orElse("a test"));
  }
}
