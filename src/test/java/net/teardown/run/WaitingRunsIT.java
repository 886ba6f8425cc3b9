package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.Needs;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Verdict;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.socket.ChildJvm;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.Test;

/**
 * Tests concurrent runs that wait for a silent server, in a process of their own: a thousand for a
 * minute with {@code -Psoak}, and fewer for seconds without.
 */
class WaitingRunsIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");
  private static final int RUNS = SOAK ? 1_000 : 300;
  private static final int MILLIS = SOAK ? 60_000 : 6_000;
  private static final Pattern TOLD =
      Pattern.compile("threads (\\d+) heap (\\d+) (\\d+) timed out (\\d+)");

  /** Makes runs wait, and reports the threads and the heap that they use. */
  static final class Waits {

    public static void main(String[] arguments) throws Exception {
      int count = Integer.parseInt(arguments[0]);
      int millis = Integer.parseInt(arguments[1]);
      InetAddress loopback = InetAddress.getLoopbackAddress();
      Policy policy = Policy.allowing("loopback");
      Set<SocketChannel> held = ConcurrentHashMap.newKeySet();
      try (ServerSocketChannel server =
              ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0), 4096);
          ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        Thread.ofPlatform().daemon().start(() -> hold(server, held));
        Runner runner =
            new Runner(
                TcpStack.forThisPlatform(),
                "test",
                new RunnerProperties(2, 1, 1, 1, 1024, 1),
                policy.loopback().address(),
                null,
                _ -> {});
        Spec spec =
            Drafts.spec(
                "'targetHost':'127.0.0.1','targetPort':%d,'timeoutMillis':%d,'server':{'request':{'text':'x'}}"
                    .formatted(((InetSocketAddress) server.getLocalAddress()).getPort(), millis));
        AllowedTarget target = policy.target(spec, Author.CALLER);
        long began = System.nanoTime();
        List<Future<Outcome>> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          runs.add(callers.submit(() -> runner.run(target, new Asked(spec, Origin.REQUEST))));
        }
        while (held.size() < count) {
          Thread.sleep(10);
        }
        long early = heap();
        long threads = 0;
        while (System.nanoTime() - began < millis * 800_000L) {
          threads = Math.max(threads, ManagementFactory.getThreadMXBean().getThreadCount());
          Thread.sleep(50);
        }
        long late = heap();
        int timedOut = 0;
        for (Future<Outcome> run : runs) {
          timedOut += run.get().verdict() == Verdict.TIMED_OUT ? 1 : 0;
        }
        System.out.printf("threads %d heap %d %d timed out %d%n", threads, early, late, timedOut);
        runner.destroy();
      }
      System.exit(0);
    }

    private static void hold(ServerSocketChannel server, Set<SocketChannel> held) {
      try {
        while (server.isOpen()) {
          held.add(server.accept());
        }
      } catch (IOException _) {
        // It is over.
      }
    }

    /** The live heap, in KiB. */
    private static long heap() {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      return (runtime.totalMemory() - runtime.freeMemory()) / 1024;
    }
  }

  @Test
  void runsThatWaitCostNoThreads() throws Exception {
    Needs.posixStack();
    List<String> said =
        ChildJvm.run(
            List.of(),
            List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx128m"),
            Waits.class,
            String.valueOf(RUNS),
            String.valueOf(MILLIS));

    Matcher told = TOLD.matcher(said.getLast());
    assertThat(told.matches()).as("%s", said).isTrue();
    assertThat(Integer.parseInt(told.group(4))).as("each to its end").isEqualTo(RUNS);
    assertThat(Integer.parseInt(told.group(1))).as("threads").isLessThan(40);
    assertThat(Long.parseLong(told.group(3)))
        .as("KiB of heap, from %s when all had begun", told.group(2))
        .isLessThan(Long.parseLong(told.group(2)) + 4 * 1024);
    System.out.println(RUNS + " runs: " + told.group());
  }
}
