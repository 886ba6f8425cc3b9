package net.teardown.campaign;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import net.teardown.campaign.RunOrder.Place;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.Runner;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the next run of a campaign, in its order and at its rate, to the lanes and to the
 * threads that make runs that wait. Thread-safe.
 */
final class RunSource {

  /** The most runs set aside for the lanes while the threads take theirs, or the reverse. */
  private static final int WINDOW = 1024;

  /**
   * Caches no specs of campaigns with more cells than this, because they would take too much
   * memory, and making one is a small part of a run.
   */
  private static final int MOST_SPECS = 256;

  private final Plan plan;
  private final Map<Optional<Target>, AllowedTarget> targets;
  private final Backlog backlog;

  /** Cells whose runs the lanes make, by index; the runs of the others wait. */
  private final BitSet onLanes = new BitSet();

  /** Cached specs of the lanes' cells, by index; empty if there are too many cells. */
  private final @Nullable Spec[] specs;

  // Guarded by this.
  private final RunOrder order;
  private final RateLimit rateLimit;
  private final Deque<Place> forLanes = new ArrayDeque<>();
  private final Deque<Place> forThreads = new ArrayDeque<>();
  private boolean exhausted;

  /**
   * @param targets the allowed target for each target of its specs
   * @param backlog told of each run that begins
   */
  RunSource(
      Campaign campaign, Plan plan, Map<Optional<Target>, AllowedTarget> targets, Backlog backlog) {
    this.plan = plan;
    this.targets = targets;
    this.backlog = backlog;
    int cells = plan.cells().size();
    this.specs = new @Nullable Spec[cells > MOST_SPECS ? 0 : cells];
    this.order = new RunOrder(plan, campaign.repetitions(), campaign.seed());
    this.rateLimit = new RateLimit(plan.ratePerSecond(), System::nanoTime);
  }

  /** Marks a run as made before. */
  synchronized void done(Run run) {
    order.done(run);
  }

  /**
   * Divides the cells between lanes and threads; to be called before the first run is asked for.
   *
   * @return how many runs may be under way beside the lanes; empty if the lanes make all of them
   */
  OptionalInt part(Runner runner) {
    int most = Integer.MAX_VALUE;
    for (int cell : plan.valid()) {
      Spec spec = plan.spec(cell);
      AllowedTarget target = target(spec);
      if (runner.sharesLane(target, spec)) {
        onLanes.set(cell);
      } else {
        most = Math.min(most, runner.mostOfMany(target, spec));
      }
    }
    return most == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(most);
  }

  /** Begins the next run; null if there is none right now. */
  synchronized @Nullable Place next(boolean onLane) {
    if (backlog.isFull() || !rateLimit.ready()) {
      return null;
    }
    Deque<Place> own = onLane ? forLanes : forThreads;
    Deque<Place> others = onLane ? forThreads : forLanes;
    while (own.isEmpty() && !exhausted && others.size() < WINDOW) {
      Place place = order.next();
      if (place == null) {
        exhausted = true;
      } else {
        (onLanes.get(place.cell()) ? forLanes : forThreads).add(place);
      }
    }
    Place place = own.poll();
    if (place != null) {
      if (!backlog.begin()) {
        return null;
      }
      rateLimit.go();
    }
    if (exhausted && forLanes.isEmpty() && forThreads.isEmpty()) {
      backlog.lastIsBegun();
    }
    return place;
  }

  /** The allowed target of a spec. */
  AllowedTarget target(Spec spec) {
    return Objects.requireNonNull(targets.get(spec.target()));
  }

  /** The spec of this cell. Several lanes may make the same one at once, which does no harm. */
  Spec spec(int cell) {
    if (cell >= specs.length || !onLanes.get(cell)) {
      return plan.spec(cell);
    }
    Spec known = specs[cell];
    if (known == null) {
      known = plan.spec(cell);
      specs[cell] = known;
    }
    return known;
  }
}
