package net.teardown.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.Origin;
import net.teardown.monitor.Permits.Kind;
import net.teardown.policy.TargetDenied;
import net.teardown.prober.Probed;
import net.teardown.prober.Prober;
import net.teardown.runner.RunnerBusy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Begins the runs when they are due. A target's times are fixed from the first one on: a late run
 * makes no other late, and one that finds the run before it under way, or no permit, is skipped.
 */
final class Rounds {

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final Prober prober;
  private final ApplicationEventPublisher events;
  private final ScheduledExecutorService clock;
  private final Permits permits;

  Rounds(
      Prober prober,
      ApplicationEventPublisher events,
      ScheduledExecutorService clock,
      Permits permits) {
    this.prober = prober;
    this.events = events;
    this.clock = clock;
    this.permits = permits;
  }

  /** Has a target run from now on, until it is over. */
  Watch begin(Watch watch) {
    at(watch, System.nanoTime() + watch.offset().toNanos());
    return watch;
  }

  private void at(Watch watch, long due) {
    try {
      clock.schedule(() -> due(watch, due), due - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the service is shutting down", e);
    }
  }

  private void due(Watch watch, long due) {
    if (watch.isOver()) {
      return;
    }
    long interval = watch.monitor().interval().toNanos();
    long late = System.nanoTime() - due;
    long missed = late / interval;
    at(watch, due + (missed + 1) * interval);
    watch.skipped(missed);
    Kind kind = watch.kind();
    if (!watch.begin()) {
      watch.skipped(1);
    } else if (permits.tryAcquire(kind)) {
      Thread.ofVirtual().name("monitor").start(() -> run(watch, kind, due + missed * interval));
    } else {
      watch.ended();
      watch.skipped(1);
    }
  }

  private void run(Watch watch, Kind kind, long due) {
    Monitor monitor = watch.monitor();
    Instant at = Instant.now();
    Duration lag = Duration.ofNanos(System.nanoTime() - due);
    try {
      Probed probed =
          prober.probe(monitor.module(), watch.address(), monitor.timeout(), Origin.MONITOR);
      if (!watch.isOver()) {
        watch.record(at, probed);
        events.publishEvent(new MonitorRan(monitor.name(), lag, probed.took()));
      }
    } catch (TargetDenied e) {
      watch.denied(at, e.getMessage());
    } catch (RunnerBusy e) {
      LOG.debug("{} is skipped: {}", watch.address(), e.getMessage());
      watch.skipped(1);
    } catch (RuntimeException e) {
      if (!watch.isOver()) {
        LOG.error("A run of monitor {} failed", monitor.name(), e);
      }
    } finally {
      permits.release(kind);
      watch.ended();
    }
  }
}
