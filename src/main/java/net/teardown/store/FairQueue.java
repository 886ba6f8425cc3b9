package net.teardown.store;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Limits concurrent database work to the number of pooled connections, first come, first served.
 * The pool gives a free connection to any waiting caller, so under steady load a caller might wait
 * past its timeout, which would look like an outage.
 */
class FairQueue {

  private static final int UNPOOLED = 8;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Semaphore places;

  FairQueue(DataSource database) {
    this.places =
        new Semaphore(
            database instanceof HikariDataSource pool ? pool.getMaximumPoolSize() : UNPOOLED, true);
  }

  /**
   * Runs the work when a place is free.
   *
   * @throws TransientDataAccessResourceException if no place becomes free within ten seconds
   */
  <T> T take(Supplier<T> work) {
    await();
    try {
      return work.get();
    } finally {
      places.release();
    }
  }

  private void await() {
    boolean mine = false;
    try {
      mine = places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!mine) {
      throw new TransientDataAccessResourceException(
          "no turn at the database within %d s: %d others wait"
              .formatted(LONGEST_WAIT.toSeconds(), places.getQueueLength()));
    }
  }
}
