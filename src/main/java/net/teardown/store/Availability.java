package net.teardown.store;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import net.teardown.experiment.outcome.Experiments;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Knows whether the database accepts writes. The database is asked at most once a second, by one
 * caller at a time; other callers get the last known answer. The caller who asks waits no longer
 * than the pool's connection timeout. After a failure only a successful write makes it available
 * again, because a database whose disk is full still answers queries.
 */
@Component
class Availability {

  private static final Logger log = LoggerFactory.getLogger(Availability.class);
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final JdbcClient jdbc;
  private final HistoryFile file;
  private final WriteTrial trial;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Answer last;
  private boolean reportedUp = true;

  private record Answer(boolean up, long nanos, boolean doubtful) {
    boolean fresh() {
      return !doubtful && System.nanoTime() - nanos < FRESH_NANOS;
    }
  }

  Availability(JdbcClient jdbc, HistoryFile file) {
    this.jdbc = jdbc;
    this.file = file;
    this.trial = new WriteTrial(jdbc);
  }

  boolean available() {
    try {
      file.require();
    } catch (HistoryFile.Gone e) {
      conclude(false, e);
      return false;
    }
    Answer known = last;
    if (known != null && known.fresh()) {
      return known.up();
    }
    if (known == null) {
      asking.lock();
    } else if (!asking.tryLock()) {
      return known.up();
    }
    try {
      Answer meanwhile = last;
      return (meanwhile != null && meanwhile.fresh()) ? meanwhile.up() : ask();
    } finally {
      asking.unlock();
    }
  }

  /**
   * The reason why nothing can be kept, as the beginning of a sentence, for callers who want
   * something kept.
   */
  String trouble() {
    try {
      file.require();
      return Experiments.TROUBLE;
    } catch (HistoryFile.Gone _) {
      return HistoryFile.TROUBLE;
    }
  }

  /** Records that a statement succeeded. If the last answer was good, no question is needed. */
  void worked() {
    Answer known = last;
    if (known != null && known.up() && !known.doubtful() && !known.fresh()) {
      conclude(true, null);
    }
  }

  /**
   * Records that a statement failed. If there was no connection, the database counts as unavailable
   * at once; otherwise it is asked again next time.
   */
  void doubt(RuntimeException failure) {
    if (failure instanceof CannotGetJdbcConnectionException
        || failure instanceof CannotCreateTransactionException
        || failure instanceof HistoryFile.Gone) {
      conclude(false, failure);
      return;
    }
    Answer known = last;
    if (known != null) {
      last = new Answer(known.up(), known.nanos(), true);
    }
  }

  private boolean ask() {
    Answer known = last;
    try {
      if (known != null && known.up() && !known.doubtful()) {
        jdbc.sql("select 1").query(Integer.class).single();
      } else {
        trial.write();
      }
      conclude(true, null);
      return true;
    } catch (DataAccessException e) {
      conclude(false, e);
      return false;
    }
  }

  private synchronized void conclude(boolean up, @Nullable RuntimeException failure) {
    last = new Answer(up, System.nanoTime(), false);
    if (up == reportedUp) {
      return;
    }
    reportedUp = up;
    if (up) {
      log.info("The history is back: experiments are kept again.");
    } else {
      log.warn(
          "The history can't be written, so what is to be kept is refused until it is back: {}",
          failure == null
              ? "no answer"
              : NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
    }
  }
}
