package net.teardown.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;

class LastHourTests {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final LastHour hour = new LastHour();

  private TargetSeries until(Instant now) {
    return hour.until(now, "probe-b", "10.1.2.3:8007");
  }

  private static List<Integer> of(TargetSeries series, Verdict verdict) {
    return Objects.requireNonNull(series.verdicts().get(verdict));
  }

  private static int sum(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  void eachRunCountsInTheMinuteThatItEndedIn() {
    hour.count(NOON.minusSeconds(61), Verdict.CLEAN_EOF, true);
    hour.count(NOON.minusSeconds(1), Verdict.CLEAN_EOF, true);
    hour.count(NOON, Verdict.RESET, false);
    hour.count(NOON.plusSeconds(59), Verdict.RESET, false);

    TargetSeries series = until(NOON.plusSeconds(59));
    assertThat(LastHour.begin(NOON.plusSeconds(59))).isEqualTo(NOON.minus(Duration.ofMinutes(59)));
    assertThat(of(series, Verdict.CLEAN_EOF)).hasSize(60).endsWith(1, 1, 0);
    assertThat(of(series, Verdict.RESET)).hasSize(60).endsWith(0, 0, 2);
    assertThat(series.failed()).endsWith(0, 2);
    assertThat(sum(series.denied())).isZero();
    assertThat(series.verdicts()).containsOnlyKeys(Verdict.CLEAN_EOF, Verdict.RESET);
  }

  @Test
  void whatIsOlderThanAnHourIsForgotten() {
    for (int minute = 0; minute < 200; minute++) {
      hour.count(NOON.plus(Duration.ofMinutes(minute)), Verdict.CLEAN_EOF, true);
    }
    hour.count(NOON.plus(Duration.ofMinutes(199)), Verdict.REFUSED, false);
    Instant last = NOON.plus(Duration.ofMinutes(199));

    assertThat(of(until(last), Verdict.CLEAN_EOF)).hasSize(60).containsOnly(1);
    Instant later = last.plus(Duration.ofMinutes(59));
    assertThat(sum(of(until(later), Verdict.CLEAN_EOF))).isEqualTo(1);
    assertThat(until(later.plusSeconds(60)).verdicts()).isEmpty();
    assertThat(sum(until(later.plusSeconds(60)).failed())).isZero();
  }

  @Test
  void minutesWithoutARunAreEmpty() {
    hour.count(NOON, Verdict.CLEAN_EOF, true);
    hour.count(NOON.plus(Duration.ofMinutes(3)), Verdict.CLEAN_EOF, true);
    hour.count(NOON.plus(Duration.ofMinutes(61)), Verdict.CLEAN_EOF, true);

    TargetSeries series = until(NOON.plus(Duration.ofMinutes(61)));
    assertThat(sum(of(series, Verdict.CLEAN_EOF))).isEqualTo(2);
    assertThat(of(series, Verdict.CLEAN_EOF).get(1)).isEqualTo(1);
  }

  @Test
  void aTargetThatIsDeniedHasNoVerdictAndFails() {
    hour.count(NOON, null, false);

    TargetSeries series = until(NOON);
    assertThat(series.verdicts()).isEmpty();
    assertThat(series.denied()).endsWith(1);
    assertThat(series.failed()).endsWith(1);
  }

  @Test
  void aClockThatIsSetBackLosesNothingThatIsStillToCome() {
    hour.count(NOON, Verdict.CLEAN_EOF, true);
    hour.count(NOON.minus(Duration.ofMinutes(5)), Verdict.RESET, false);
    assertThat(sum(of(until(NOON), Verdict.RESET))).isEqualTo(1);
    assertThat(of(until(NOON), Verdict.CLEAN_EOF)).endsWith(1);

    hour.count(NOON.minus(Duration.ofDays(1)), Verdict.RESET, false);
    assertThat(until(NOON).verdicts()).isEmpty();
    assertThat(of(until(NOON.minus(Duration.ofDays(1))), Verdict.RESET)).endsWith(1);
  }

  @Test
  void moreThanARowHoldsStaysTheMost() {
    for (int i = 0; i < Short.MAX_VALUE + 5; i++) {
      hour.count(NOON, Verdict.CLEAN_EOF, true);
    }
    assertThat(of(until(NOON), Verdict.CLEAN_EOF)).endsWith((int) Short.MAX_VALUE);
  }
}
