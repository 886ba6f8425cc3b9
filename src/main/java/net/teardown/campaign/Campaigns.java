package net.teardown.campaign;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Experiments.InvalidCursor;
import org.jspecify.annotations.Nullable;

/**
 * The store of campaigns. A campaign belongs to one process of one instance, which alone appends to
 * it as long as its lease lives. Every method throws {@link HistoryUnavailable} if the store can't
 * do it right now; nothing is half-written then.
 */
public interface Campaigns {

  /** Stores a new campaign and returns after the commit. */
  void create(Campaign campaign);

  /** The campaign with this id. */
  Optional<Campaign> find(UUID id);

  /**
   * Campaigns, newest first.
   *
   * @param label only those with this label; null for all
   * @param size 1 to 500
   * @param after where the page before ended, from {@link Page#next()}; null for the first page
   * @throws InvalidCursor if {@code after} is no such cursor
   */
  Page list(@Nullable String label, int size, @Nullable String after);

  /**
   * How many campaigns have each status; a status that none has may be missing.
   *
   * @throws HistoryUnavailable if the store can't be read
   */
  Map<Status, Long> count();

  /**
   * Appends runs, and the outcomes of those that are stored whole, in one transaction that sets the
   * campaign's {@code done} to {@code from} plus their number. The outcomes have the ids that the
   * runs name, and {@link Experiments} finds them under the campaign. Appending the same again,
   * because the commit's answer was lost, changes nothing. The status doesn't matter, so that what
   * was run before a cancellation is stored.
   *
   * @param from how many runs the campaign has before these; they are numbered from here
   * @return the campaign after the commit
   * @throws NotHeld if there is no such campaign any more, another instance holds it, or it has
   *     another number of runs
   */
  Campaign append(UUID id, UUID instance, long from, List<Run> runs, List<Experiment> kept);

  /**
   * Runs in the order in which they were appended.
   *
   * @param from the number of the first
   * @param most how many at most; fewer are returned only at the end
   */
  List<Run> runs(UUID id, long from, int most);

  /**
   * Runs that match, in the order in which they were appended. The runs from the first one on are
   * looked through until as many are found: at most {@code most + 1} times as many as there are
   * cells, for those of one cell.
   *
   * @param from the number of the first run that is looked at
   * @param most how many at most; fewer are returned only at the end
   */
  List<NumberedRun> runs(UUID id, RunFilter filter, long from, int most);

  /**
   * Stores the tallies of a campaign's first runs in place of earlier ones, so that they need not
   * be counted again.
   *
   * @throws NotHeld if there is no such campaign any more, or another instance holds it
   */
  void summarise(UUID id, UUID instance, Summary summary);

  /** What {@link #summarise} stored last; empty if it never did. */
  Optional<Summary> summary(UUID id);

  /**
   * Changes the status if it is one of {@code from}. Sets {@code startedAt} with the first {@link
   * Status#RUNNING}, and {@code finishedAt} with any status that isn't active.
   *
   * @param holder the instance that must hold it; null if any instance may change it
   * @param message the reason, for a person; null removes an earlier one
   * @return whether it was changed
   */
  boolean change(
      UUID id, @Nullable UUID holder, Set<Status> from, Status to, @Nullable String message);

  /**
   * Stores a campaign's axes and total anew, which a search has made longer, if it is {@link
   * Status#RUNNING}.
   *
   * @param campaign held by its instance
   * @return the campaign after the commit; empty if nothing was changed: it was cancelled, deleted,
   *     or another instance holds it
   */
  Optional<Campaign> grow(Campaign campaign);

  /**
   * Takes a campaign over, atomically: it is then queued and held by this instance. It must be
   * resumable, or its holder's lease must have expired.
   *
   * @param instance the new holder, which must have a lease
   * @return the campaign then; empty if it can't be taken: it is completed, it is active under a
   *     live lease, or there is none
   */
  Optional<Campaign> take(UUID id, UUID instance);

  /**
   * Deletes a campaign with its runs and their stored outcomes, unless it is active under a live
   * lease.
   *
   * @return whether it was deleted
   */
  boolean delete(UUID id);

  /**
   * Takes or renews the lease of this process, which expires after {@link Lease#EXPIRES_AFTER} by
   * the store's own clock. In a store that only one process can use, every other lease ends with
   * that.
   */
  void hold(UUID instance);

  /** Ends a lease; campaigns still active under it are interrupted. */
  void release(UUID instance);

  /**
   * Makes every active campaign whose holder's lease has expired {@link Status#INTERRUPTED}.
   *
   * @return how many
   */
  int interruptExpired();

  /**
   * Selects runs of a campaign.
   *
   * @param cell only those of this cell; null for all
   * @param kept whether only those whose whole outcome is stored
   */
  record RunFilter(@Nullable Integer cell, boolean kept) {}

  /**
   * A run with its number.
   *
   * @param number how many runs of its campaign were appended before it
   */
  record NumberedRun(long number, Run run) {}

  /**
   * One page of campaigns.
   *
   * @param next opaque cursor of the next page; null on the last
   */
  record Page(List<Campaign> items, @Nullable String next) {}

  /**
   * The tallies of a campaign's first runs.
   *
   * @param runs how many runs are counted
   * @param tallies opaque to the store; a megabyte if there are many cells
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Summary(long runs, byte[] tallies) {}

  /** Thrown when this instance may not append to the campaign. */
  class NotHeld extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotHeld(String message) {
      super(message);
    }
  }
}
