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

/** The way to the database: in turn, and with failures as the history's owners know them. */
@Component
class Database {

  private final FairQueue turns;
  private final Availability availability;
  private final HistoryFile file;
  private final TransactionTemplate transaction;

  Database(
      FairQueue turns,
      Availability availability,
      HistoryFile file,
      PlatformTransactionManager transactions) {
    this.turns = turns;
    this.availability = availability;
    this.file = file;
    this.transaction = new TransactionTemplate(transactions);
  }

  boolean available() {
    return availability.available();
  }

  /** Why nothing can be kept, in a sentence without its end. */
  String trouble() {
    return availability.trouble();
  }

  /**
   * Reads this, each statement a transaction of its own.
   *
   * @throws HistoryUnavailable if the database can't do it
   */
  <T> T with(Supplier<T> work) {
    try {
      T result = turns.take(work);
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
   * Changes this, each statement a transaction of its own. What was committed to a file that isn't
   * there any more counts as failed.
   *
   * @throws HistoryUnavailable if the database can't do it
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
   * Changes all of this or nothing.
   *
   * @throws HistoryUnavailable if the database can't do it
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
