package net.teardown.experiment.outcome;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** The history of experiments. What {@link #keep} has returned survives a crash of this process. */
public interface Experiments {

  /** The message for a store that doesn't answer or can't be written. */
  String TROUBLE = "The history can't be written right now";

  /**
   * Stores an experiment and returns it with its new id, after the commit.
   *
   * @throws HistoryUnavailable if the store can't commit it; nothing is written then
   */
  Experiment keep(Experiment made);

  /**
   * The experiment with this id, steps included.
   *
   * @throws HistoryUnavailable if the store can't be read
   */
  Optional<Experiment> find(UUID id);

  /**
   * Experiments without their steps, newest first.
   *
   * @param size 1 to 500
   * @param after cursor from the {@link Page#next()} of the page before; null for the first page
   * @throws InvalidCursor if {@code after} isn't such a cursor
   * @throws HistoryUnavailable if the store can't be read
   */
  Page list(ExperimentFilter filter, int size, @Nullable String after);

  /**
   * Counts the stored experiments by verdict; every verdict is present, with 0 if there is none.
   *
   * @throws HistoryUnavailable if the store can't be read
   */
  Map<Verdict, Long> countByVerdict(ExperimentFilter filter);

  /**
   * The environment with this hash: that of a host of a stored outcome, for as long as one is
   * stored.
   *
   * @throws HistoryUnavailable if the store can't be read
   */
  Optional<Environment> environment(String hash);

  /**
   * Deletes an experiment.
   *
   * @return whether there was one
   * @throws HistoryUnavailable if the store can't be written
   */
  boolean delete(UUID id);

  /**
   * Whether an experiment can be stored right now; callers ask before a run that is to be stored.
   */
  boolean available();

  /**
   * Says why nothing can be stored, for the caller: a sentence without its full stop. It names what
   * can be done about it, and contains no secret.
   */
  default String trouble() {
    return TROUBLE;
  }

  /**
   * One page of the history.
   *
   * @param next opaque cursor of the next page; null on the last
   */
  record Page(List<Experiment> items, @Nullable String next) {}

  /** The store can't be reached or written. */
  class HistoryUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String trouble;

    public HistoryUnavailable(String message, @Nullable Throwable cause) {
      this(message, "The history can't be reached right now", cause);
    }

    /**
     * @param message for the log
     * @param trouble for callers: no path, no secret
     */
    public HistoryUnavailable(String message, String trouble, @Nullable Throwable cause) {
      super(message, cause);
      this.trouble = trouble;
    }

    /** The text that a caller may see. */
    public String trouble() {
      return trouble;
    }
  }

  /** A cursor that isn't from a page of the history. */
  class InvalidCursor extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidCursor(String cursor) {
      super("'after' must be the cursor of a page's 'next', not '" + cursor + "'");
    }
  }
}
