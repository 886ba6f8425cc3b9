package net.teardown.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Function;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.RunFailed;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.instance.NoThread;
import net.teardown.monitor.Permits.Kind;
import net.teardown.policy.TargetDenied;
import net.teardown.probe.ProbeFailure;
import net.teardown.probe.ProbeResult;
import net.teardown.run.RunDefect;
import net.teardown.run.RunnerBusy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Starts a target's runs at their due times. The due times are fixed from the first one on, so a
 * late run doesn't delay later ones. A run is skipped if the run before it is still in progress or
 * if there is no permit.
 */
final class DueTimes {

  private static final Logger LOG = LoggerFactory.getLogger(DueTimes.class);

  /** The pause before the next attempt to get a permit. */
  private static final Duration RETRY = Duration.ofMillis(5);

  private final Function<MonitoredTarget, ProbeResult> probing;
  private final ApplicationEventPublisher events;
  private final Timetable time;
  private final Executor threads;
  private final Permits permits;

  /**
   * @param probing runs a target once and waits for the result
   * @param threads starts a thread for each run
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

  /** Runs a target from now on until it is ended. */
  MonitoredTarget begin(MonitoredTarget target) {
    at(target, time.nanoTime() + target.offset().toNanos());
    return target;
  }

  private void at(MonitoredTarget target, long due) {
    time.in(due - time.nanoTime(), () -> due(target, due));
  }

  private void due(MonitoredTarget target, long due) {
    if (target.isOver()) {
      return;
    }
    long interval = target.monitor().interval().toNanos();
    long late = time.nanoTime() - due;
    long missed = late / interval;
    at(target, due + (missed + 1) * interval);
    target.skipped(missed);
    if (target.begin()) {
      oncePermitted(target, target.kind(), due + missed * interval);
    } else {
      target.skipped(1);
    }
  }

  /**
   * Starts the run once there is a permit. Targets that answer may wait briefly, because many runs
   * are due at once after a pause of the whole process. Targets that timed out last don't wait,
   * because they would wait on every run.
   */
  private void oncePermitted(MonitoredTarget target, Kind kind, long due) {
    if (permits.tryAcquire(kind)) {
      try {
        NoThread.orStart(() -> threads.execute(() -> run(target, kind, due)));
      } catch (NoThread e) {
        LOG.debug("{} is skipped: {}", target.address(), e.getMessage());
        permits.release(kind);
        target.ended();
        target.skipped(1);
      }
    } else if (kind != Kind.DEAD
        && time.nanoTime() - due < target.monitor().interval().toNanos() / 4) {
      time.in(RETRY.toNanos(), () -> oncePermitted(target, kind, due));
    } else {
      target.ended();
      target.skipped(1);
    }
  }

  private void run(MonitoredTarget target, Kind kind, long due) {
    Monitor monitor = target.monitor();
    Instant at = Instant.now();
    Duration lag = Duration.ofNanos(time.nanoTime() - due);
    try {
      ProbeResult result = probing.apply(target);
      if (!target.isOver()) {
        target.record(at, result);
        events.publishEvent(new MonitorRan(monitor.name(), lag, result.took()));
      }
    } catch (TargetDenied e) {
      target.notRun(at, ProbeFailure.DENIED, e.getMessage());
    } catch (InvalidSpec e) {
      // What doesn't depend on this host was checked when the monitor was read.
      target.notRun(at, ProbeFailure.NO_SOURCE_ADDRESS, e.getMessage());
    } catch (RunnerBusy e) {
      LOG.debug("{} is skipped: {}", target.address(), e.getMessage());
      target.skipped(1);
    } catch (RuntimeException | Error e) {
      if (!target.isOver()) {
        LOG.error("A run of monitor {} failed", monitor.name(), e);
        if (!(e instanceof RunDefect)) {
          events.publishEvent(new RunFailed(Origin.MONITOR));
        }
      }
    } finally {
      permits.release(kind);
      target.ended();
    }
  }
}
