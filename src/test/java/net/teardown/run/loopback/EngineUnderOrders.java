package net.teardown.run.loopback;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFigures;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Verdict;
import net.teardown.run.Drafts;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Loopback runs in a process that reads the same commands as {@code floor.c} and answers with the
 * same line, so that one benchmark can compare both in turns. Every run has its steps, evidence,
 * verdict and prediction, and is checked. As in a campaign its outcome isn't assembled, unless the
 * argument {@value #WHOLE} is given; the last ones are kept then.
 */
final class EngineUnderOrders {

  /** The argument that has each outcome assembled. */
  static final String WHOLE = "whole";

  private static final int KEPT = 1_000;

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static final Map<Verdict, Spec> SPECS =
      Map.of(
          Verdict.RESET, Drafts.spec("'bytesSent':5,'bytesRead':1"),
          Verdict.CLEAN_EOF, Drafts.spec("'bytesSent':5,'bytesRead':5"),
          Verdict.EOF_THEN_RESET,
              Drafts.spec("'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true"));

  private final TcpStack stack = TcpStack.forThisPlatform();
  private final LoopbackRun engine = new LoopbackRun(stack, "bench");
  private final List<Lane> lanes = new ArrayList<>();
  private final CpuClock cpuClock = new CpuClock();

  private final boolean whole;

  private EngineUnderOrders(boolean whole) {
    this.whole = whole;
  }

  /** Reads {@code VERDICT COUNT LANES} lines until there are no more. */
  public static void main(String[] arguments) throws Exception {
    EngineUnderOrders engine = new EngineUnderOrders(List.of(arguments).contains(WHOLE));
    Scanner orders = new Scanner(System.in, StandardCharsets.US_ASCII);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      while (orders.hasNext()) {
        System.out.println(
            engine.play(
                threads, Verdict.valueOf(orders.next()), orders.nextInt(), orders.nextInt()));
      }
    }
  }

  private String play(ExecutorService threads, Verdict wanted, int count, int laneCount)
      throws Exception {
    while (lanes.size() < laneCount) {
      lanes.add(new Lane(stack, LOOPBACK));
    }
    int each = count / laneCount;
    long[] took = new long[each * laneCount];
    List<Callable<Integer>> shares = new ArrayList<>();
    for (int i = 0; i < laneCount; i++) {
      int share = i;
      shares.add(() -> play(lanes.get(share), wanted, took, share * each, each));
    }
    long wall = System.nanoTime();
    long cpu = cpuClock.nanos();
    int wrong = 0;
    for (Future<Integer> share : threads.invokeAll(shares)) {
      wrong += share.get();
    }
    wall = System.nanoTime() - wall;
    cpu = cpuClock.nanos() - cpu;
    Arrays.sort(took);
    return "%d %d %d %d %d %d"
        .formatted(
            took.length, wrong, wall, cpu, took[took.length / 2], took[took.length * 99 / 100]);
  }

  private int play(Lane lane, Verdict wanted, long[] took, int from, int runs) {
    Outcome[] kept = new Outcome[KEPT];
    Spec spec = Objects.requireNonNull(SPECS.get(wanted));
    AtomicReference<@Nullable RunFigures> last = new AtomicReference<>();
    int wrong = 0;
    for (int i = 0; i < runs; i++) {
      Asked asked = new Asked(spec, Origin.CAMPAIGN);
      long began = System.nanoTime();
      if (whole) {
        Outcome outcome = engine.run(lane, asked);
        kept[i % KEPT] = outcome;
        last.set(RunFigures.of(outcome));
      } else {
        engine.run(lane, asked, (figures, _) -> last.set(figures));
      }
      took[from + i] = System.nanoTime() - began;
      RunFigures figures = Objects.requireNonNull(last.get());
      if (figures.judgement().verdict() != wanted || !Boolean.TRUE.equals(figures.asPredicted())) {
        wrong++;
      }
    }
    return wrong;
  }

  /**
   * CPU time of all threads of this process, by the clock that floor.c reads (clock_gettime(2)).
   */
  @SuppressWarnings("restricted")
  private static final class CpuClock {

    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;

    private final MethodHandle clockGettime =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private final MemorySegment timespec = Arena.global().allocate(16, 8);

    long nanos() {
      try {
        int _ = (int) clockGettime.invokeExact(CLOCK_PROCESS_CPUTIME_ID, timespec);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
    }
  }
}
