package net.teardown.campaign;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The search for where the most frequent verdict changes along one axis: both ends are run, then
 * the middle of the interval whose ends differ, until that is narrow enough. Which value comes next
 * follows from the runs so far, so a search goes on after any interruption.
 *
 * @param axis its name as in the order
 * @param low where the search begins
 * @param high where it ends, above {@code low}
 * @param until how wide the interval may be in the end, 1 or more
 */
public record Bisection(String axis, int low, int high, int until) {

  /**
   * Where the verdict changes: it is another one at {@code atMost} than at {@code above}.
   *
   * @param above the greatest value known to lie before the change
   * @param atMost the least value known to lie behind it
   */
  public record Limit(int above, int atMost) {}

  /** What the runs so far say: an interval if there is one, and a value to run if there is one. */
  private record Progress(@Nullable Limit limit, @Nullable Integer next) {}

  /** The most values that may have to be run. */
  int mostCells() {
    long width = ((long) high - low + until - 1) / Math.max(1, until);
    return 2 + Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, width - 1));
  }

  /**
   * The interval so far; empty while the ends aren't both run, and if they agree.
   *
   * @param tried the axis's values, in the order of their cells
   * @param statistics of each cell
   * @param repetitions how many runs complete a cell
   */
  Optional<Limit> limit(
      List<@Nullable Object> tried, List<CellStatistics> statistics, int repetitions) {
    return Optional.ofNullable(progress(tried, statistics, repetitions).limit());
  }

  /** The value to run next; empty if the search is over, or what was tried isn't complete. */
  OptionalInt next(List<@Nullable Object> tried, List<CellStatistics> statistics, int repetitions) {
    Integer next = progress(tried, statistics, repetitions).next();
    return next == null ? OptionalInt.empty() : OptionalInt.of(next);
  }

  private Progress progress(
      List<@Nullable Object> tried, List<CellStatistics> statistics, int repetitions) {
    Verdict atLow = verdict(low, tried, statistics, repetitions);
    Verdict atHigh = verdict(high, tried, statistics, repetitions);
    if (atLow == null || atHigh == null || atLow == atHigh) {
      return new Progress(null, null);
    }
    int above = low;
    int atMost = high;
    while ((long) atMost - above > until) {
      int middle = (int) (((long) above + atMost) / 2);
      Verdict here = verdict(middle, tried, statistics, repetitions);
      if (here == null) {
        return new Progress(
            new Limit(above, atMost), tried.contains(middle) ? null : Integer.valueOf(middle));
      }
      if (here == atLow) {
        above = middle;
      } else {
        // A third verdict is a change as well.
        atMost = middle;
      }
    }
    return new Progress(new Limit(above, atMost), null);
  }

  /** The most frequent verdict at a value; null if its cell isn't complete. */
  private static @Nullable Verdict verdict(
      int value, List<@Nullable Object> tried, List<CellStatistics> statistics, int repetitions) {
    int cell = tried.indexOf(value);
    if (cell < 0 || cell >= statistics.size() || statistics.get(cell).runs() < repetitions) {
      return null;
    }
    return statistics.get(cell).verdicts().entrySet().stream()
        .max(
            Map.Entry.<Verdict, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse(null);
  }
}
