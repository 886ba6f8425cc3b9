package net.teardown.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.probe.ModuleDraft;
import net.teardown.probe.ProbeModule;
import net.teardown.probe.Probed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;

/** When runs begin, by a clock that stands until all that is due has been done. */
class RoundsTests {

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final int DEAD = 20;

  private final StandingClock time = new StandingClock();
  private final Set<Watch> waiting = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Duration> lags = new ConcurrentLinkedQueue<>();
  private final ApplicationEventPublisher events =
      event -> {
        if (event instanceof MonitorRan(String monitor, Duration lag, Duration _)
            && monitor.equals("alive")) {
          lags.add(lag);
        }
      };
  private final List<Watch> watches = new ArrayList<>();

  /** Those of the dead wait for all of their time; the others have their answer at once. */
  private Probed run(Watch watch) {
    boolean dead = watch.monitor().name().equals("dead");
    if (dead) {
      CompletableFuture<Void> end = new CompletableFuture<>();
      time.in(
          TIMEOUT.toNanos(),
          () -> {
            waiting.remove(watch);
            end.complete(null);
          });
      waiting.add(watch);
      end.join();
    }
    return new Probed(
        watch.monitor().module(),
        watch.address(),
        null,
        TIMEOUT,
        Duration.ZERO,
        dead ? TIMEOUT : Duration.ZERO,
        Outcomes.cleanEof(),
        null);
  }

  private Watch begin(Rounds rounds, String monitor, int port) {
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
    Watch watch = rounds.begin(new Watch(described, "127.0.0.1:" + port, null));
    watches.add(watch);
    return watch;
  }

  @Test
  void targetsThatTakeAllOfTheirTimeLeaveOthersTheirSchedule() {
    Rounds rounds = new Rounds(this::run, events, time, new Permits(8));
    List<Watch> dead =
        IntStream.rangeClosed(1, DEAD).mapToObj(port -> begin(rounds, "dead", port)).toList();
    Watch alive = begin(rounds, "alive", 100);

    time.pass(Duration.ofSeconds(60));

    assertThat(runs(alive)).isEqualTo(120);
    assertThat(alive.state("").skipped()).isZero();
    assertThat(lags).hasSize(120).containsOnly(Duration.ZERO);
    assertThat(dead).allSatisfy(each -> assertThat(each.state("").skipped()).isPositive());
    assertThat(dead.stream().mapToLong(RoundsTests::runs).sum()).isGreaterThan(120);
  }

  @Test
  void aRunThatLastsLongerThanItsIntervalHasTheNextOneSkipped() {
    Rounds rounds = new Rounds(this::run, events, time, new Permits(8));
    Watch alive = begin(rounds, "alive", 100);
    time.pass(Duration.ofSeconds(10));
    assertThat(runs(alive)).isEqualTo(20);

    time.sleep(Duration.ofSeconds(2));
    time.pass(Duration.ofSeconds(10));

    // Of the four that were due meanwhile one is made good, and no later one is late for it.
    assertThat(runs(alive) + alive.state("").skipped()).isEqualTo(44);
    assertThat(alive.state("").skipped()).isEqualTo(3);
    assertThat(lags.stream().filter(lag -> !lag.isZero())).hasSize(1);
  }

  private static long runs(Watch watch) {
    return watch.state("").runs().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether a run that has been begun is over, or waits for the clock. */
  private boolean quiet(Watch watch) {
    if (waiting.contains(watch)) {
      return true;
    }
    boolean free = watch.begin();
    if (free) {
      watch.ended();
    }
    return free;
  }

  /** Goes on from one thing that is due to the next, when all threads have done with it. */
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
        await()
            .atMost(Duration.ofMinutes(1))
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> watches.stream().allMatch(RoundsTests.this::quiet));
      }
      sleep(Duration.ofNanos(until - nanoTime()));
    }

    /** Time in which nothing gets its turn. */
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
