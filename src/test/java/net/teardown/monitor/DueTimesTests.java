package net.teardown.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.probe.ModuleDraft;
import net.teardown.probe.ProbeModule;
import net.teardown.probe.ProbeResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ApplicationEventPublisher;

/** Tests when runs start, by a clock that stands still until everything due has been done. */
@Timeout(60)
class DueTimesTests {

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final int DEAD = 20;

  private final StandingClock time = new StandingClock();

  /** The number of runs that have not ended and don't wait for the clock. */
  private final AtomicInteger busy = new AtomicInteger();

  private final ConcurrentLinkedQueue<Duration> lags = new ConcurrentLinkedQueue<>();
  private final ApplicationEventPublisher events =
      event -> {
        if (event instanceof MonitorRan(String monitor, Duration lag, Duration _)
            && monitor.equals("alive")) {
          lags.add(lag);
        }
      };

  /** A run of a dead target takes its whole timeout; other runs end at once. */
  private ProbeResult run(MonitoredTarget target) {
    boolean dead = target.monitor().name().equals("dead");
    if (dead) {
      CompletableFuture<Void> end = new CompletableFuture<>();
      time.in(
          TIMEOUT.toNanos(),
          () -> {
            busy.incrementAndGet();
            end.complete(null);
          });
      busy.decrementAndGet();
      end.join();
    }
    return new ProbeResult(
        target.monitor().module(),
        target.address(),
        null,
        TIMEOUT,
        Duration.ZERO,
        dead ? TIMEOUT : Duration.ZERO,
        Outcomes.cleanEof(),
        null);
  }

  private void start(Runnable run) {
    busy.incrementAndGet();
    Thread.startVirtualThread(() -> {
      try {
        run.run();
      } finally {
        busy.decrementAndGet();
      }
    });
  }

  private MonitoredTarget begin(DueTimes dueTimes, String monitor, int port) {
    SpecDraft spec = SpecDraft.of(SpecFields.BYTES_SENT, 0).with(SpecFields.SERVER, true);
    Map<String, ProbeModule> modules =
        Map.of(
            "tcp_connect",
            new ModuleDraft("A connection", "It stands.", spec, true).check("test", "tcp_connect"));
    Monitor described =
        new ProbesFile(Path.of("probes.yml"), modules)
            .parse(
                "monitors: {%s: {targets: ['127.0.0.1:%d'], interval: %dms, timeout: %dms}}"
                    .formatted(monitor, port, INTERVAL.toMillis(), TIMEOUT.toMillis())
                    .getBytes(UTF_8))
            .monitors()
            .getFirst();
    return dueTimes.begin(new MonitoredTarget(described, "127.0.0.1:" + port, null));
  }

  @Test
  void targetsThatTakeAllOfTheirTimeLeaveOthersTheirSchedule() {
    DueTimes dueTimes = new DueTimes(this::run, events, time, this::start, new Permits(8));
    List<MonitoredTarget> dead =
        IntStream.rangeClosed(1, DEAD).mapToObj(port -> begin(dueTimes, "dead", port)).toList();
    MonitoredTarget alive = begin(dueTimes, "alive", 100);

    // Until every dead target has timed out once.
    time.pass(Duration.ofSeconds(10));
    assertThat(dead).allSatisfy(each -> assertThat(runs(each)).isPositive());
    long before = runs(alive);
    long skipped = alive.state("").skipped();
    lags.clear();

    time.pass(Duration.ofSeconds(20));

    assertThat(runs(alive) - before).isEqualTo(40);
    assertThat(alive.state("").skipped()).isEqualTo(skipped);
    assertThat(lags).hasSize(40).containsOnly(Duration.ZERO);
    assertThat(dead).allSatisfy(each -> assertThat(each.state("").skipped()).isPositive());
  }

  @Test
  void aRunThatLastsLongerThanItsIntervalHasTheNextOneSkipped() {
    DueTimes dueTimes = new DueTimes(this::run, events, time, this::start, new Permits(8));
    MonitoredTarget alive = begin(dueTimes, "alive", 100);
    time.pass(Duration.ofSeconds(10));
    assertThat(runs(alive)).isEqualTo(20);

    time.sleep(Duration.ofSeconds(2));
    time.pass(Duration.ofSeconds(10));

    // Of the four runs that were due meanwhile one is made up for, and no later one is delayed.
    assertThat(runs(alive) + alive.state("").skipped()).isEqualTo(44);
    assertThat(alive.state("").skipped()).isEqualTo(3);
    assertThat(lags.stream().filter(lag -> !lag.isZero())).hasSize(1);
  }

  private static long runs(MonitoredTarget target) {
    return target.state("").runs().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Advances from one due time to the next once all threads are idle. */
  private final class StandingClock implements Timetable {

    private record Due(long at, long number, Runnable task) {}

    private final PriorityQueue<Due> dues =
        new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private long now;
    private long number;

    @Override
    public synchronized long nanoTime() {
      return now;
    }

    @Override
    public synchronized void in(long nanos, Runnable task) {
      dues.add(new Due(now + Math.max(0, nanos), number++, task));
    }

    void pass(Duration duration) {
      long until = nanoTime() + duration.toNanos();
      for (Runnable next = next(until); next != null; next = next(until)) {
        next.run();
        while (busy.get() > 0) {
          Thread.onSpinWait();
        }
      }
      sleep(Duration.ofNanos(until - nanoTime()));
    }

    /** Time in which no task runs. */
    synchronized void sleep(Duration duration) {
      now += duration.toNanos();
    }

    private synchronized @Nullable Runnable next(long until) {
      Due next = dues.peek();
      if (next == null || next.at() > until) {
        return null;
      }
      dues.remove();
      now = Math.max(now, next.at());
      return next.task();
    }
  }
}
