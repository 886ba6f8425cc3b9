package net.teardown.monitor;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A clock that also schedules tasks. */
interface Timetable {

  /** The time as {@link System#nanoTime}. */
  long nanoTime();

  /** Runs a task after a delay, one task at a time; immediately if the delay is not positive. */
  void in(long nanos, Runnable task);

  /** The system's clock. Once {@code clock} is shut down, no more tasks run. */
  static Timetable of(ScheduledExecutorService clock) {
    return new Timetable() {

      private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public void in(long nanos, Runnable task) {
        try {
          Future<?> _ = clock.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
          LOG.debug("the service is shutting down", e);
        }
      }
    };
  }
}
