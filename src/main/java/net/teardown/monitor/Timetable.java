package net.teardown.monitor;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What time it is, and what is to be done when. */
interface Timetable {

  /** As {@link System#nanoTime}. */
  long nanoTime();

  /** Has something done after so long, one at a time; the past is now. */
  void in(long nanos, Runnable task);

  /** By the system's own clock; nothing is done any more once {@code clock} is shut down. */
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
