package net.teardown.campaign;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatisticsTests {

  @Test
  void twoHundredOfTwoHundredIsAtLeast981PerMille() {
    Rate rate = Rate.of(200, 200);

    assertThat(rate.rate()).isEqualTo(1);
    assertThat(rate.low()).isEqualTo(0.981, within(0.0005));
    assertThat(rate.high()).isEqualTo(1);
  }

  /** Brown, Cai and DasGupta, Interval Estimation for a Binomial Proportion, 2001. */
  @Test
  void intervalsAreWilsons() {
    assertThat(Rate.of(0, 10).high()).isEqualTo(0.2775, within(0.0001));
    assertThat(Rate.of(5, 10).low()).isEqualTo(0.2366, within(0.0001));
    assertThat(Rate.of(5, 10).high()).isEqualTo(0.7634, within(0.0001));
  }

  @Test
  void hiddenResetsCountInTheResetRateAndNotInTheVisibleOne() {
    CellStatistics cell =
        cell(
            run(Verdict.RESET, Delivery.NONE_SENT),
            run(Verdict.EOF_THEN_RESET, Delivery.NONE_SENT),
            run(Verdict.CLEAN_EOF, Delivery.NONE_SENT),
            run(Verdict.TIMED_OUT, Delivery.NONE_SENT));

    assertThat(cell.resetRate()).isEqualTo(Rate.of(2, 4));
    assertThat(cell.visibleResetRate()).isEqualTo(Rate.of(1, 4));
  }

  @Test
  void whatWasNotJudgedIsNoPartOfARate() {
    CellStatistics cell =
        cell(
            run(Verdict.RESET, Delivery.LOST),
            run(Verdict.CLEAN_EOF, Delivery.WHOLE),
            run(Verdict.INCONCLUSIVE, Delivery.UNKNOWN),
            run(Verdict.REFUSED, Delivery.UNKNOWN),
            run(Verdict.CONNECT_TIMED_OUT, Delivery.UNKNOWN));

    assertThat(cell.runs()).isEqualTo(5);
    assertThat(cell.judged()).isEqualTo(2);
    assertThat(cell.resetRate()).isEqualTo(Rate.of(1, 2));
    assertThat(cell.wholeRate()).isEqualTo(Rate.of(1, 2));
    assertThat(cell.asPredicted()).isEqualTo(Rate.of(2, 2));
  }

  @Test
  void withoutAJudgedRunThereAreNoRates() {
    CellStatistics cell = cell(run(Verdict.REFUSED, Delivery.UNKNOWN));

    assertThat(cell.resetRate()).isNull();
    assertThat(cell.visibleResetRate()).isNull();
    assertThat(cell.wholeRate()).isNull();
    assertThat(cell.asPredicted()).isNull();
  }

  @Test
  void whatBecameOfAReplyThatNobodyCanTellIsNoPartOfItsRate() {
    assertThat(cell(run(Verdict.KEPT_OPEN, Delivery.UNKNOWN)).wholeRate()).isNull();
    assertThat(
            cell(
                    run(Verdict.CLEAN_EOF, Delivery.UNKNOWN),
                    run(Verdict.RESET, Delivery.WHOLE),
                    run(Verdict.RESET, Delivery.TRUNCATED))
                .wholeRate())
        .isEqualTo(Rate.of(1, 2));
  }

  @Test
  void whereNothingWasSentNothingIsWhole() {
    assertThat(cell(run(Verdict.RESET, Delivery.NONE_SENT)).wholeRate()).isNull();
  }

  @Test
  void percentilesAreWithinAHundredth() {
    List<Run> runs = new ArrayList<>();
    for (int micros = 1; micros <= 100_000; micros += 7) {
      runs.add(run(Verdict.RESET, Delivery.NONE_SENT, micros));
    }
    Percentiles duration = Objects.requireNonNull(cell(runs.toArray(Run[]::new)).duration());

    assertThat(duration.p50()).isCloseTo(50_000, Percentage.withPercentage(1));
    assertThat(duration.p90()).isCloseTo(90_000, Percentage.withPercentage(1));
    assertThat(duration.p99()).isCloseTo(99_000, Percentage.withPercentage(1));
  }

  @Test
  void talliesComeBackFromTheStoreAsTheyWere() {
    Tallies tallies = new Tallies(3);
    tallies.count(
        List.of(
            run(Verdict.RESET, Delivery.LOST, 60),
            run(Verdict.CLEAN_EOF, Delivery.WHOLE, 5_000_000),
            run(Verdict.INCONCLUSIVE, Delivery.UNKNOWN, 1)));

    Tallies back = Tallies.of(tallies.summary(), 3);

    assertThat(back.runs()).isEqualTo(3);
    for (int cell = 0; cell < 3; cell++) {
      assertThat(back.of(cell)).isEqualTo(tallies.of(cell));
    }
    back.count(List.of(run(Verdict.RESET, Delivery.LOST, 60)));
    assertThat(back.of(0).runs()).isEqualTo(4);
  }

  @Test
  void aThresholdStandsWhereIntervalsOfNeighboursAreDisjoint() {
    List<Threshold> thresholds = thresholds(List.of(0, 0, 100, 100, 0));

    assertThat(thresholds)
        .filteredOn(t -> t.kind() == RateKind.RESET_RATE)
        .extracting(Threshold::from, Threshold::to)
        .containsExactly(tuple(1, 2), tuple(3, 4));
  }

  @Test
  void whatMightBeChanceIsNoThreshold() {
    assertThat(thresholds(List.of(40, 45, 50, 55, 60))).isEmpty();
  }

  /** The thresholds for this percentage of resets at bytesRead 0, 1, ... in a hundred runs each. */
  private static List<Threshold> thresholds(List<Integer> resets) {
    Map<String, List<@Nullable Object>> axes =
        Orders.axes(entry("bytesRead", PlannerTests.range(0, resets.size() - 1)));
    Plan plan =
        new Planner(Orders.MAPPER)
            .plan(Orders.of("{\"bytesSent\": 9}", axes, 100, InvalidCells.REFUSE));
    List<CellStatistics> statistics = new ArrayList<>();
    for (int of : resets) {
      List<Run> runs = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        runs.add(run(i < of ? Verdict.RESET : Verdict.CLEAN_EOF, Delivery.NONE_SENT));
      }
      statistics.add(cell(runs.toArray(Run[]::new)));
    }
    return Threshold.among(plan, axes, statistics);
  }

  private static CellStatistics cell(Run... runs) {
    Tally tally = new Tally(2);
    for (Run run : runs) {
      tally.count(run);
    }
    return CellStatistics.of(tally);
  }

  /** Every run counts: one that says nothing of its end isn't what was wanted either. */
  @Test
  void whatIsMetHasItsIntervalOverAllRunsAndStatusesAreCounted() {
    Tallies tallies = new Tallies(1);
    tallies.count(
        List.of(
            run(Verdict.CLEAN_EOF, Delivery.WHOLE, 60, true, 413),
            run(Verdict.CLEAN_EOF, Delivery.WHOLE, 60, true, 413),
            run(Verdict.RESET, Delivery.LOST, 60, false, null),
            run(Verdict.INCONCLUSIVE, Delivery.UNKNOWN, 60, false, 503)));

    CellStatistics cell = tallies.of(0);

    assertThat(cell.met()).isEqualTo(Rate.of(2, 4));
    assertThat(cell.httpStatuses()).isEqualTo(Map.of(413, 2, 503, 1));
  }

  @Test
  void withoutAnExpectationNothingIsMetOrNot() {
    Tallies tallies = new Tallies(1);
    tallies.count(List.of(run(Verdict.RESET, Delivery.LOST)));

    assertThat(tallies.of(0).met()).isNull();
    assertThat(tallies.of(0).httpStatuses()).isEmpty();
  }

  private static Run run(Verdict verdict, Delivery delivery) {
    return run(verdict, delivery, 60);
  }

  private static Run run(Verdict verdict, Delivery delivery, long micros) {
    return run(verdict, delivery, micros, null, null);
  }

  private static Run run(
      Verdict verdict,
      Delivery delivery,
      long micros,
      @Nullable Boolean met,
      @Nullable Integer httpStatus) {
    return new Run(
        0,
        0,
        verdict,
        delivery,
        null,
        verdict.judged() ? true : null,
        met,
        httpStatus,
        Instant.EPOCH,
        verdict.neverConnected() ? null : 20L,
        micros,
        null);
  }
}
