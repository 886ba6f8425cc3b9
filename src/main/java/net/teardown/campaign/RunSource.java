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
 * Says which run of a campaign is next, in its order and at its pace, for the lanes and for the
 * threads that make those which may wait. For any thread.
 */
final class RunSource {

  /** How far runs of one kind may be ahead of those of the other. */
  private static final int WINDOW = 1024;

  /** Beyond this their specs would be a burden, and to make one is a small part of a run. */
  private static final int MOST_SPECS = 256;

  private final Plan plan;
  private final Map<Optional<Target>, AllowedTarget> targets;
  private final Backlog backlog;

  /** Cells whose runs the lanes make, by index; those of the others wait. */
  private final BitSet onLanes = new BitSet();

  /** Specs of the lanes' cells by index, if they are few; many are made for each run anew. */
  private final @Nullable Spec[] specs;

  // Guarded by this.
  private final RunOrder places;
  private final RateLimit pace;
  private final Deque<Place> forLanes = new ArrayDeque<>();
  private final Deque<Place> forThreads = new ArrayDeque<>();
  private boolean exhausted;

  /**
   * @param targets who is run against, by what its spec says of it
   * @param backlog told of each run that begins
   */
  RunSource(
      Campaign campaign, Plan plan, Map<Optional<Target>, AllowedTarget> targets, Backlog backlog) {
    this.plan = plan;
    this.targets = targets;
    this.backlog = backlog;
    int cells = plan.cells().size();
    this.specs = new @Nullable Spec[cells > MOST_SPECS ? 0 : cells];
    this.places = new RunOrder(plan, campaign.repetitions(), campaign.seed());
    this.pace = new RateLimit(plan.ratePerSecond(), System::nanoTime);
  }

  /** This run was made before. */
  synchronized void done(Run run) {
    places.done(run);
  }

  /**
   * Parts the cells, before the first is asked for.
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
        most = Math.min(most, runner.mostOfMany(target));
      }
    }
    return most == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(most);
  }

  /** The run that is next, which has begun with this; null if there is none right now. */
  synchronized @Nullable Place next(boolean onLane) {
    if (backlog.isFull() || !pace.ready()) {
      return null;
    }
    Deque<Place> own = onLane ? forLanes : forThreads;
    Deque<Place> others = onLane ? forThreads : forLanes;
    while (own.isEmpty() && !exhausted && others.size() < WINDOW) {
      Place place = places.next();
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
      pace.go();
    }
    if (exhausted && forLanes.isEmpty() && forThreads.isEmpty()) {
      backlog.lastIsBegun();
    }
    return place;
  }

  /** Whom a spec is run against. */
  AllowedTarget target(Spec spec) {
    return Objects.requireNonNull(targets.get(spec.target()));
  }

  /** What is run in this cell. Several lanes may come to the same one, which is no harm. */
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
