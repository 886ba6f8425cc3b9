package net.teardown.campaign;

import java.util.AbstractList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.RandomAccess;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a campaign, before anything is run. Its cells are made when they are looked at: of
 * each, the plan itself holds only whether the rules refuse it.
 */
public final class Plan {

  private final Grid grid;
  private final int[] valid;
  private final Map<Optional<Target>, Spec> targets;
  private final int repetitions;
  private final @Nullable Double ratePerSecond;
  private final @Nullable String rateLimitedBy;

  /**
   * @param valid the indices of the cells that are run, ascending
   * @param targets for each target the spec that needs the widest permission for what it sends; the
   *     key is empty for this host
   */
  Plan(
      Grid grid,
      int[] valid,
      Map<Optional<Target>, Spec> targets,
      int repetitions,
      @Nullable Double ratePerSecond,
      PortBudget ports) {
    this.grid = grid;
    this.valid = valid;
    this.targets = targets;
    this.repetitions = repetitions;
    OptionalDouble budget = ports.ratePerSecond();
    if (budget.isPresent() && (ratePerSecond == null || ratePerSecond > budget.getAsDouble())) {
      this.ratePerSecond = budget.getAsDouble();
      this.rateLimitedBy =
          String.format(
              Locale.ROOT,
              "the initiator sends the first FIN and holds its port in TIME_WAIT for %d s, so its"
                  + " local ports last for %.0f runs/s",
              ports.heldSeconds(),
              budget.getAsDouble());
    } else {
      this.ratePerSecond = ratePerSecond;
      this.rateLimitedBy = ratePerSecond == null ? null : "ratePerSecond";
    }
  }

  /**
   * Every point of the axes' product, including those that are skipped. Each is made anew whenever
   * it is looked at.
   */
  public List<Cell> cells() {
    return new Cells();
  }

  /** The value of each axis in this cell, in the order of the axes. */
  public Map<String, @Nullable Object> point(int cell) {
    return grid.point(cell);
  }

  /** How many cells are run. */
  public int validCells() {
    return valid.length;
  }

  /** How many points are skipped. */
  public int skippedCells() {
    return grid.size() - valid.length;
  }

  /** The points that are skipped. */
  public List<Cell> skipped() {
    return skippedCells() == 0
        ? List.of()
        : cells().stream().filter(cell -> cell.spec() == null).toList();
  }

  /** How many runs there will be. */
  public long total() {
    return (long) valid.length * repetitions;
  }

  /** The most runs that are begun in a second; null if nothing limits them. */
  public @Nullable Double ratePerSecond() {
    return ratePerSecond;
  }

  /** What limits the rate; null if nothing does. */
  public @Nullable String rateLimitedBy() {
    return rateLimitedBy;
  }

  /** For each target the spec that needs the widest permission; the key is empty for this host. */
  Map<Optional<Target>, Spec> targets() {
    return targets;
  }

  /** The indices of the cells that are run, ascending. */
  public int[] valid() {
    return valid.clone();
  }

  /** The spec of this cell, which must not be a skipped one. */
  Spec spec(int cell) {
    return grid.spec(cell);
  }

  private final class Cells extends AbstractList<Cell> implements RandomAccess {

    @Override
    public Cell get(int index) {
      try {
        return new Cell(index, grid.point(index), grid.spec(index), null);
      } catch (InvalidSpec e) {
        return new Cell(index, grid.point(index), null, e.getMessage());
      }
    }

    @Override
    public int size() {
      return grid.size();
    }
  }
}
