package net.teardown.run;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Experiments.InvalidCursor;
import org.jspecify.annotations.Nullable;

/**
 * The store of runs under way that were accepted. A run belongs to one process of one instance as
 * long as that one's lease lives; then it is kept in the history as interrupted, so none is lost.
 * Every method throws {@link HistoryUnavailable} if the store can't do it right now; nothing is
 * half-written then.
 */
public interface LongRunStore {

  /**
   * Stores a run that begins, and returns after the commit.
   *
   * @param instance the process that makes it
   * @param ifInterrupted what is kept of it if that process goes away, with the run's id
   */
  void accept(UUID instance, Experiment ifInterrupted);

  /**
   * Keeps the outcome of a run in the history in place of the run, and returns after the commit.
   *
   * @return false if the run isn't under way any more: another process found this one's lease
   *     expired, and kept it as interrupted
   */
  boolean finish(Experiment done);

  /** The run under way with this id: what is kept of it if it is interrupted. */
  Optional<Experiment> find(UUID id);

  /**
   * The runs under way, newest first, as {@link #find} has them.
   *
   * @param filter its label, target and times; the rest is about outcomes
   * @param size 1 to 500
   * @param after where the page before ended; null for the first page
   * @throws InvalidCursor if {@code after} is no such cursor
   */
  Page list(ExperimentFilter filter, int size, @Nullable String after);

  /**
   * Asks for a run's end, wherever it is made.
   *
   * @return false if it isn't under way
   */
  boolean cancel(UUID id);

  /**
   * The runs of this process whose end another one asked for. Empty at once where no other process
   * uses the store.
   */
  List<UUID> cancelled(UUID instance);

  /**
   * Keeps every run whose process's lease has expired in the history, as interrupted.
   *
   * @return how many
   */
  int interruptExpired();

  /**
   * One page of runs.
   *
   * @param next opaque cursor of the next page; null on the last
   */
  record Page(List<Experiment> items, @Nullable String next) {}
}
