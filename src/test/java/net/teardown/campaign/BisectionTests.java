package net.teardown.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import net.teardown.campaign.Bisection.Limit;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests which values a search runs, and what it finds. */
class BisectionTests {

  private static final int REPETITIONS = 3;

  private final List<@Nullable Object> tried = new ArrayList<>();
  private final List<CellStatistics> statistics = new ArrayList<>();

  @Test
  void theMiddleOfWhatDiffersIsRunUntilItIsNarrowEnough() {
    Bisection bisect = new Bisection("idleMillis", 1_000, 60_000, 1_000);

    search(bisect, value -> value < 30_000 ? Verdict.CLEAN_EOF : Verdict.TIMED_OUT);

    assertThat(tried)
        .containsExactly(1_000, 60_000, 30_500, 15_750, 23_125, 26_812, 28_656, 29_578);
    assertThat(bisect.limit(tried, statistics, REPETITIONS)).contains(new Limit(29_578, 30_500));
    assertThat(bisect.next(tried, statistics, REPETITIONS)).isEmpty();
  }

  @Test
  void whereverTheLimitIsItIsFoundWithinTheWidthAndNoMoreCellsThanSaid() {
    SplittableRandom random = new SplittableRandom(4711);
    for (int i = 0; i < 500; i++) {
      int low = random.nextInt(1000);
      int high = low + 1 + random.nextInt(100_000);
      int limit = low + 1 + random.nextInt(high - low);
      Bisection bisect = new Bisection("bytesRead", low, high, 1 + random.nextInt(500));
      tried.clear();
      statistics.clear();

      search(bisect, value -> value < limit ? Verdict.RESET : Verdict.CLEAN_EOF);

      Limit found = bisect.limit(tried, statistics, REPETITIONS).orElseThrow();
      assertThat(limit).as("%s", bisect).isGreaterThan(found.above());
      assertThat(limit).isLessThanOrEqualTo(found.atMost());
      assertThat(found.atMost() - found.above()).isLessThanOrEqualTo(bisect.until());
      assertThat(tried).hasSizeLessThanOrEqualTo(bisect.mostCells());
    }
  }

  @Test
  void whereTheEndsAgreeThereIsNoLimitAndNothingMoreToRun() {
    Bisection bisect = new Bisection("idleMillis", 1, 100, 1);

    search(bisect, value -> value == 50 ? Verdict.RESET : Verdict.CLEAN_EOF);

    assertThat(tried).containsExactly(1, 100);
    assertThat(bisect.limit(tried, statistics, REPETITIONS)).isEmpty();
  }

  @Test
  void ofThreeVerdictsTheFirstChangeIsFound() {
    Bisection bisect = new Bisection("idleMillis", 0, 100, 1);

    search(
        bisect,
        value -> value < 30 ? Verdict.CLEAN_EOF : value < 70 ? Verdict.RESET : Verdict.TIMED_OUT);

    assertThat(bisect.limit(tried, statistics, REPETITIONS)).contains(new Limit(29, 30));
  }

  @Test
  void theMostFrequentVerdictCountsAndOnlyOfACellThatIsComplete() {
    Bisection bisect = new Bisection("idleMillis", 0, 100, 10);
    tried.addAll(List.of(0, 100));
    statistics.add(cell(Map.of(Verdict.CLEAN_EOF, 2, Verdict.TIMED_OUT, 1)));
    statistics.add(cell(Map.of(Verdict.TIMED_OUT, 2)));
    assertThat(bisect.next(tried, statistics, REPETITIONS)).isEmpty();
    assertThat(bisect.limit(tried, statistics, REPETITIONS)).isEmpty();

    statistics.set(1, cell(Map.of(Verdict.TIMED_OUT, 2, Verdict.CLEAN_EOF, 1)));

    assertThat(bisect.next(tried, statistics, REPETITIONS)).hasValue(50);
    assertThat(bisect.limit(tried, statistics, REPETITIONS)).contains(new Limit(0, 100));
  }

  @Test
  void anIntervalThatIsNarrowFromTheBeginningTakesItsEndsAlone() {
    Bisection bisect = new Bisection("bytesRead", 4, 5, 1);

    search(bisect, value -> value < 5 ? Verdict.RESET : Verdict.CLEAN_EOF);

    assertThat(tried).containsExactly(4, 5);
    assertThat(bisect.limit(tried, statistics, REPETITIONS)).contains(new Limit(4, 5));
  }

  private void search(Bisection bisect, IntFunction<Verdict> verdict) {
    run(bisect.low(), verdict);
    run(bisect.high(), verdict);
    OptionalInt next = bisect.next(tried, statistics, REPETITIONS);
    while (next.isPresent()) {
      run(next.getAsInt(), verdict);
      next = bisect.next(tried, statistics, REPETITIONS);
    }
  }

  private void run(int value, IntFunction<Verdict> verdict) {
    tried.add(value);
    statistics.add(cell(Map.of(verdict.apply(value), REPETITIONS)));
  }

  private static CellStatistics cell(Map<Verdict, Integer> verdicts) {
    int runs = verdicts.values().stream().mapToInt(Integer::intValue).sum();
    return new CellStatistics(
        runs, runs, verdicts, Map.of(), null, null, null, null, null, Map.of(), null, null);
  }
}
