package net.teardown.campaign;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import net.teardown.experiment.Spec;
import org.jspecify.annotations.Nullable;

/** What a campaign comes to before anything is run. */
public final class Plan {

  private final List<Cell> cells;
  private final int[] valid;
  private final int repetitions;
  private final @Nullable Double ratePerSecond;
  private final @Nullable String rateLimitedBy;

  Plan(List<Cell> cells, int repetitions, @Nullable Double ratePerSecond, OptionalDouble budget) {
    this.cells = List.copyOf(cells);
    this.valid = cells.stream().filter(cell -> cell.spec() != null).mapToInt(Cell::index).toArray();
    this.repetitions = repetitions;
    if (budget.isPresent() && (ratePerSecond == null || ratePerSecond > budget.getAsDouble())) {
      this.ratePerSecond = budget.getAsDouble();
      this.rateLimitedBy =
          String.format(
              Locale.ROOT,
              "the initiator sends the first FIN and holds its port in TIME_WAIT for 60 s, so its"
                  + " local ports last for %.0f runs/s",
              budget.getAsDouble());
    } else {
      this.ratePerSecond = ratePerSecond;
      this.rateLimitedBy = ratePerSecond == null ? null : "ratePerSecond";
    }
  }

  /** Every point of the axes' product, those that are skipped included. */
  public List<Cell> cells() {
    return cells;
  }

  /** How many of them are run. */
  public int validCells() {
    return valid.length;
  }

  /** The points that are left out. */
  public List<Cell> skipped() {
    return cells.stream().filter(cell -> cell.spec() == null).toList();
  }

  /** How many runs there will be. */
  public long total() {
    return (long) valid.length * repetitions;
  }

  /** The most runs that are begun in a second; null where nothing limits them. */
  public @Nullable Double ratePerSecond() {
    return ratePerSecond;
  }

  /** What limits them; null where nothing does. */
  public @Nullable String rateLimitedBy() {
    return rateLimitedBy;
  }

  /** The specs that are run, each once. */
  public List<Spec> specs() {
    return cells.stream().map(Cell::spec).filter(Objects::nonNull).distinct().toList();
  }

  /** The indices of the cells that are run, ascending. */
  int[] valid() {
    return valid.clone();
  }

  /** What is run in this cell, which is no skipped one. */
  Spec spec(int cell) {
    return Objects.requireNonNull(cells.get(cell).spec());
  }
}
