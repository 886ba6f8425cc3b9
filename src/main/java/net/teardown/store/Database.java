package net.teardown.store;

import java.util.function.Supplier;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;

/**
 * Gives access to the database: statements wait in a fair queue, and failures become the exceptions
 * that the history's interfaces declare.
 */
@Component
class Database {

  private final FairQueue queue;
  private final Availability availability;
  private final HistoryFile file;
  private final TransactionTemplate transaction;

  Database(
      FairQueue queue,
      Availability availability,
      HistoryFile file,
      PlatformTransactionManager transactions) {
    this.queue = queue;
    this.availability = availability;
    this.file = file;
    this.transaction = new TransactionTemplate(transactions);
  }

  boolean available() {
    return availability.available();
  }

  /** The reason why nothing can be kept, as the beginning of a sentence. */
  String trouble() {
    return availability.trouble();
  }

  /**
   * Runs reads; each statement is a transaction of its own.
   *
   * @throws HistoryUnavailable if the database fails
   */
  <T> T with(Supplier<T> work) {
    try {
      T result = queue.take(work);
      availability.worked();
      return result;
    } catch (DataAccessException e) {
      availability.doubt(e);
      throw unreachable(e);
    } catch (TransactionException e) {
      availability.doubt(e);
      throw unreachable(e);
    } catch (JacksonException e) {
      throw new HistoryUnavailable(
          "The history holds a row that this version can't read: " + e.getOriginalMessage(), e);
    } catch (UnreadableRuns e) {
      throw new HistoryUnavailable(
          "The history holds a row that this version can't read: " + e.getMessage(), e);
    }
  }

  /**
   * Runs changes; each statement is a transaction of its own. A commit to a file that was deleted
   * meanwhile counts as failed.
   *
   * @throws HistoryUnavailable if the database fails
   */
  <T> T change(Supplier<T> work) {
    return with(() -> {
      file.require();
      T result = work.get();
      file.require();
      return result;
    });
  }

  /**
   * Runs changes in one transaction.
   *
   * @throws HistoryUnavailable if the database fails
   */
  <T> T atomically(Supplier<T> work) {
    return change(() -> transaction.execute(_ -> work.get()));
  }

  private static HistoryUnavailable unreachable(RuntimeException e) {
    if (e instanceof HistoryFile.Gone gone) {
      return new HistoryUnavailable(
          "The history can't be written: " + gone.getMessage(), HistoryFile.TROUBLE, gone);
    }
    return new HistoryUnavailable(
        "The history can't be reached: "
            + NestedExceptionUtils.getMostSpecificCause(e).getMessage(),
        e);
  }
}
