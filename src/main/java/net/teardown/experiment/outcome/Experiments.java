package net.teardown.experiment.outcome;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The history of experiments. Keeping is a promise: what {@link #keep} returned survives a crash of
 * this process.
 */
public interface Experiments {

  /** What is said of a store that doesn't answer, or can't be written. */
  String TROUBLE = "The history can't be written right now";

  /**
   * Keeps an experiment and returns it, after the commit, under its new id.
   *
   * @throws HistoryUnavailable if the store can't commit it; nothing is half-written then
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
   * @param after where the page before ended, from {@link Page#next()}; null for the first page
   * @throws InvalidCursor if {@code after} is none of ours
   * @throws HistoryUnavailable if the store can't be read
   */
  Page list(ExperimentFilter filter, int size, @Nullable String after);

  /**
   * How many kept experiments have each verdict; every verdict is present, at 0 if there is none.
   *
   * @throws HistoryUnavailable if the store can't be read
   */
  Map<Verdict, Long> countByVerdict(ExperimentFilter filter);

  /**
   * Forgets an experiment.
   *
   * @return whether there was one
   * @throws HistoryUnavailable if the store can't be written
   */
  boolean delete(UUID id);

  /** Whether something can be kept right now; asked before a run that is to be kept. */
  boolean available();

  /**
   * Why nothing can be kept, for whoever wanted it: a sentence without its end. It names what can
   * be done about it, and no secret.
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

    public HistoryUnavailable(String message, Throwable cause) {
      this(message, "The history can't be reached right now", cause);
    }

    /**
     * @param message for the log
     * @param trouble for callers: no path, no secret
     */
    public HistoryUnavailable(String message, String trouble, Throwable cause) {
      super(message, cause);
      this.trouble = trouble;
    }

    /** What a caller may be told. */
    public String trouble() {
      return trouble;
    }
  }

  /** A cursor that no page of ours gave out. */
  class InvalidCursor extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidCursor(String cursor) {
      super("'after' must be the cursor of a page's 'next', not '" + cursor + "'");
    }
  }
}
