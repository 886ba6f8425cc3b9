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
 * The history of campaigns. A campaign belongs to one start of one instance, which alone appends to
 * it for as long as its lease lives. Every method throws {@link HistoryUnavailable} if the store
 * can't do it right now; nothing is half-written then.
 */
public interface Campaigns {

  /** Keeps a new campaign and returns after the commit. */
  void create(Campaign campaign);

  /** The campaign with this id. */
  Optional<Campaign> find(UUID id);

  /**
   * Campaigns, newest first.
   *
   * @param size 1 to 500
   * @param after where the page before ended, from {@link Page#next()}; null for the first page
   * @throws InvalidCursor if {@code after} is none of ours
   */
  Page list(int size, @Nullable String after);

  /**
   * How many there are in each status; one that nobody is in may be left out.
   *
   * @throws HistoryUnavailable if the history can't be read
   */
  Map<Status, Long> count();

  /**
   * Appends runs, and the outcomes that are kept of them whole, in one transaction that makes the
   * campaign's {@code done} {@code from} plus their number. Outcomes come with the ids that the
   * runs name, and are then found by {@link Experiments} under the campaign. Appending the same
   * once more, because nobody heard of the commit, changes nothing. The status doesn't matter, so
   * that what was run before a cancellation is kept.
   *
   * @param from how many runs the campaign has before these; they are numbered from here
   * @return the campaign as it stands after the commit
   * @throws NotHeld if there is no such campaign any more, or another instance holds it, or it has
   *     another number of runs
   */
  Campaign append(UUID id, UUID instance, long from, List<Run> runs, List<Experiment> kept);

  /**
   * Runs in the order in which they were appended.
   *
   * @param from the first one's number
   * @param most how many at most; fewer come at the end only
   */
  List<Run> runs(UUID id, long from, int most);

  /**
   * Keeps what a campaign's first runs come to, in place of what was kept before, so that nobody
   * need read them all again.
   *
   * @throws NotHeld if there is no such campaign any more, or another instance holds it
   */
  void summarise(UUID id, UUID instance, Summary summary);

  /** What {@link #summarise} kept last; nothing if it never did. */
  Optional<Summary> summary(UUID id);

  /**
   * Changes the status if it is one of {@code from}; {@code startedAt} is set with the first {@link
   * Status#RUNNING}, {@code finishedAt} with any status that isn't active.
   *
   * @param holder the instance that must hold it; null if anybody may change it
   * @param message why, for a person; null takes away what stood there
   * @return whether it was changed
   */
  boolean change(
      UUID id, @Nullable UUID holder, Set<Status> from, Status to, @Nullable String message);

  /**
   * Takes a campaign over, atomically: it is then queued, and this instance's. It must be resumable
   * or its holder's lease must have expired.
   *
   * @param instance who takes it; holds a lease
   * @return the campaign as it stands then; nothing if it was not to be taken: it is completed, it
   *     is active under a live lease, or there is none
   */
  Optional<Campaign> take(UUID id, UUID instance);

  /**
   * Forgets a campaign with its runs and the outcomes that were kept of them, unless it is active
   * under a live lease.
   *
   * @return whether it was deleted
   */
  boolean delete(UUID id);

  /**
   * Takes or renews the lease of this start of this instance, which expires after {@link
   * Lease#EXPIRES_AFTER} by the store's own clock. Where the store can have only one process, every
   * other lease ends with that.
   */
  void hold(UUID instance);

  /** Ends a lease; what is still active under it is interrupted. */
  void release(UUID instance);

  /**
   * Makes every active campaign whose holder's lease has expired {@link Status#INTERRUPTED}.
   *
   * @return how many
   */
  int interruptExpired();

  /**
   * One page of campaigns.
   *
   * @param next opaque cursor of the next page; null on the last
   */
  record Page(List<Campaign> items, @Nullable String next) {}

  /**
   * What the first runs of a campaign come to.
   *
   * @param runs how many of them
   * @param tallies opaque to the store; a megabyte where there are many cells
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Summary(long runs, byte[] tallies) {}

  /** The campaign isn't this instance's to append to. */
  class NotHeld extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotHeld(String message) {
      super(message);
    }
  }
}
