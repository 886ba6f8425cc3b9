package net.teardown.store;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Turns at the database, first come, first served, as many at once as there are connections. The
 * pool hands a connection to whoever happens to ask, so that in a stream of callers somebody may
 * wait past its timeout, which would look like an outage.
 */
class FairQueue {

  private static final int UNPOOLED = 8;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Semaphore turns;

  FairQueue(DataSource database) {
    this.turns =
        new Semaphore(
            database instanceof HikariDataSource pool ? pool.getMaximumPoolSize() : UNPOOLED, true);
  }

  /**
   * Does the work when it is its turn.
   *
   * @throws TransientDataAccessResourceException if that doesn't come within ten seconds
   */
  <T> T take(Supplier<T> work) {
    await();
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  private void await() {
    boolean mine = false;
    try {
      mine = turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!mine) {
      throw new TransientDataAccessResourceException(
          "no turn at the database within %d s: %d others wait"
              .formatted(LONGEST_WAIT.toSeconds(), turns.getQueueLength()));
    }
  }
}
