package net.teardown.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims that need another process: one seen from outside, or with other rights than this. */
class ChildJvmIT {
  private static final List<String> ALLOWED = List.of("--enable-native-access=ALL-UNNAMED");
  private static final List<String> DENIED = List.of("--illegal-native-access=deny");

  /** Prints which stack there is, asked twice. */
  static final class WhichStack {
    public static void main(String[] arguments) {
      System.out.println(name() + " " + name());
    }

    private static String name() {
      TcpStack stack = TcpStack.forThisPlatform();
      return stack.givesKernelEvidence() ? stack.name() + " with evidence" : stack.name();
    }
  }

  @Test
  void withNativeAccessTheStackIsPosix() throws Exception {
    Needs.posixStack();
    assertThat(ChildJvm.run(List.of(), ALLOWED, WhichStack.class))
        .containsExactly("posix with evidence posix with evidence");
  }

  @Test
  void withoutNativeAccessTheStackIsTheJdksAndOneLineNamesTheSwitch() throws Exception {
    Needs.posixStack();
    List<String> lines = ChildJvm.run(List.of(), DENIED, WhichStack.class);

    assertThat(lines).hasSize(3).last().isEqualTo("jdk jdk");
    assertThat(lines.subList(0, 2))
        .allSatisfy(line ->
            assertThat(line).contains("WARN", "TcpStack", "--enable-native-access=ALL-UNNAMED"));
  }

  @Test
  void aKernelWithoutTcpInfoGivesNoEvidenceAndOneLineSaysSo() throws Exception {
    Needs.posixStack();
    Needs.tracing();
    List<String> withoutTcpInfo =
        List.of("strace", "-f", "-o", "/dev/null", "-e", "inject=getsockopt:error=ENOPROTOOPT");
    List<String> lines = ChildJvm.run(withoutTcpInfo, ALLOWED, WhichStack.class);

    assertThat(lines).hasSize(3).last().isEqualTo("posix posix");
    assertThat(lines.subList(0, 2))
        .allSatisfy(line -> assertThat(line).contains("WARN", "PosixStack", "TCP_INFO"));
  }

  /** Ends two connections cleanly with the initiator first, and looks for their TIME-WAITs. */
  static final class TwoTimeWaits {
    public static void main(String[] arguments) throws Exception {
      TcpStack stack = new PosixStack();
      try (TcpListener listener = stack.listen(anyPort(), 1);
          Pair first = Pair.over(stack, listener);
          Pair second = Pair.over(stack, listener)) {
        for (Pair pair : List.of(first, second)) {
          pair.observer().shutdownWrite();
          Pair.receive(pair.closer());
          pair.closer().close();
          Pair.receive(pair.observer());
          System.out.println(
              stack.timeWait(pair.observer().localAddress(), listener.localAddress()));
        }
      }
    }
  }

  @Test
  void anAbsentTimeWaitMeansNothingOnceTheKernelHasNoRoomForThem() throws Exception {
    Needs.posixStack();
    Needs.networkNamespaces();
    String roomForOne = "ip link set lo up && echo 1 > /proc/sys/net/ipv4/tcp_max_tw_buckets";
    Needs.success("unshare", "--net", "sh", "-c", roomForOne);
    List<String> unshare =
        List.of("unshare", "--net", "sh", "-c", roomForOne + " && exec \"$@\"", "sh");

    assertThat(ChildJvm.run(unshare, ALLOWED, TwoTimeWaits.class))
        .containsExactly("PRESENT", "OVERFLOWED");
  }

  /** Closes with unread data, once. */
  static final class UnreadClose {
    public static void main(String[] arguments) throws Exception {
      TcpStack stack = arguments[0].equals("posix") ? new PosixStack() : new JdkStack();
      try (TcpListener listener = stack.listen(anyPort(), 1);
          Pair pair = Pair.over(stack, listener)) {
        Pair.send(pair.observer(), 5);
        Pair.receive(pair.closer(), 1);
        System.err.println("closing");
        pair.closer().close();
        System.err.println("closed");
        System.out.println(Pair.receive(pair.observer()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "jdk"})
  void closeIsCloseAndNothingBefore(String stack, @TempDir Path directory) throws Exception {
    Needs.posixStack();
    Needs.tracing();
    Path trace = directory.resolve("trace");
    // The messages on standard error mark the place in the trace.
    List<String> strace =
        List.of("strace", "-f", "-e", "trace=network,close,write", "-o", trace.toString());

    assertThat(ChildJvm.run(strace, ALLOWED, UnreadClose.class, stack)).contains("ECONNRESET(104)");

    List<String> calls = Files.readAllLines(trace);
    List<String> between =
        calls.subList(
            indexOf(calls, "write(2, \"closing") + 1, indexOf(calls, "write(2, \"closed"));
    Matcher closing = Pattern.compile("\\bclose\\((\\d+)").matcher(String.join("\n", between));
    assertThat(closing.find()).as("a close among %s", between).isTrue();
    String accepted = ".*accept.* = " + closing.group(1) + "$";
    assertThat(calls).as("calls").anyMatch(call -> call.matches(accepted));
    assertThat(calls).as("calls").noneMatch(call -> call.contains("shutdown("));
  }

  private static int indexOf(List<String> calls, String part) {
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).contains(part)) {
        return i;
      }
    }
    throw new AssertionError("no " + part + " among " + calls);
  }

  /** Opens sockets until there are no descriptors left. */
  static final class UseUpDescriptors {
    public static void main(String[] arguments) {
      TcpStack stack = arguments[0].equals("posix") ? new PosixStack() : new JdkStack();
      // Fail once first, because classes can't be loaded any more once there are no descriptors
      // left.
      try {
        stack.listen(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0), 1);
      } catch (CallFailed e) {
        System.out.println(e.call() + " " + e.errno());
      }
      try {
        while (true) {
          stack.open(StandardProtocolFamily.INET);
        }
      } catch (CallFailed e) {
        System.out.println(e.call() + " " + e.errno());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "jdk"})
  void runningOutOfDescriptorsIsACallThatFailed(String stack) throws Exception {
    Needs.posixStack();
    List<String> limited = List.of("sh", "-c", "ulimit -n 1024 && exec \"$@\"", "sh");

    assertThat(ChildJvm.run(limited, ALLOWED, UseUpDescriptors.class, stack))
        .containsExactly("bind EADDRNOTAVAIL(99)", "socket EMFILE(24)");
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
