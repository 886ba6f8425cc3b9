package net.teardown.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Function;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.RunFailed;
import net.teardown.instance.NoThread;
import net.teardown.monitor.Permits.Kind;
import net.teardown.policy.TargetDenied;
import net.teardown.probe.ProbeResult;
import net.teardown.run.RunDefect;
import net.teardown.run.RunnerBusy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Begins the runs when they are due. A target's times are fixed from the first one on: a late run
 * makes no other late, and one that finds the run before it under way, or no permit, is skipped.
 */
final class DueTimes {

  private static final Logger LOG = LoggerFactory.getLogger(DueTimes.class);

  /** How soon to ask for a permit again. */
  private static final Duration RETRY = Duration.ofMillis(5);

  private final Function<MonitoredTarget, ProbeResult> probing;
  private final ApplicationEventPublisher events;
  private final Timetable time;
  private final Executor threads;
  private final Permits permits;

  /**
   * @param probing runs a target once, and waits for it
   * @param threads one for each run
   */
  DueTimes(
      Function<MonitoredTarget, ProbeResult> probing,
      ApplicationEventPublisher events,
      Timetable time,
      Executor threads,
      Permits permits) {
    this.probing = probing;
    this.events = events;
    this.time = time;
    this.threads = threads;
    this.permits = permits;
  }

  /** Has a target run from now on, until it is over. */
  MonitoredTarget begin(MonitoredTarget watch) {
    at(watch, time.nanoTime() + watch.offset().toNanos());
    return watch;
  }

  private void at(MonitoredTarget watch, long due) {
    time.in(due - time.nanoTime(), () -> due(watch, due));
  }

  private void due(MonitoredTarget watch, long due) {
    if (watch.isOver()) {
      return;
    }
    long interval = watch.monitor().interval().toNanos();
    long late = time.nanoTime() - due;
    long missed = late / interval;
    at(watch, due + (missed + 1) * interval);
    watch.skipped(missed);
    if (watch.begin()) {
      oncePermitted(watch, watch.kind(), due + missed * interval);
    } else {
      watch.skipped(1);
    }
  }

  /**
   * Runs as soon as there is a permit. Those that answer may have to wait a moment, as many are due
   * at once after a pause of the whole process; the dead wait for nothing, as there is no end of
   * it.
   */
  private void oncePermitted(MonitoredTarget watch, Kind kind, long due) {
    if (permits.tryAcquire(kind)) {
      try {
        NoThread.orStart(() -> threads.execute(() -> run(watch, kind, due)));
      } catch (NoThread e) {
        LOG.debug("{} is skipped: {}", watch.address(), e.getMessage());
        permits.release(kind);
        watch.ended();
        watch.skipped(1);
      }
    } else if (kind != Kind.DEAD
        && time.nanoTime() - due < watch.monitor().interval().toNanos() / 4) {
      time.in(RETRY.toNanos(), () -> oncePermitted(watch, kind, due));
    } else {
      watch.ended();
      watch.skipped(1);
    }
  }

  private void run(MonitoredTarget watch, Kind kind, long due) {
    Monitor monitor = watch.monitor();
    Instant at = Instant.now();
    Duration lag = Duration.ofNanos(time.nanoTime() - due);
    try {
      ProbeResult probed = probing.apply(watch);
      if (!watch.isOver()) {
        watch.record(at, probed);
        events.publishEvent(new MonitorRan(monitor.name(), lag, probed.took()));
      }
    } catch (TargetDenied e) {
      watch.denied(at, e.getMessage());
    } catch (RunnerBusy e) {
      LOG.debug("{} is skipped: {}", watch.address(), e.getMessage());
      watch.skipped(1);
    } catch (RuntimeException | Error e) {
      if (!watch.isOver()) {
        LOG.error("A run of monitor {} failed", monitor.name(), e);
        if (!(e instanceof RunDefect)) {
          events.publishEvent(new RunFailed(Origin.MONITOR));
        }
      }
    } finally {
      permits.release(kind);
      watch.ended();
    }
  }
}
