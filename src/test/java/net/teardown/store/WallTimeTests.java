package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WallTimeTests {

  private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAYS = Duration.ofDays(20);

  private WallTime time = WallTime.of(START);
  private Instant wall = START;

  /** This much time passes, and then the clock is read. */
  private void passes(Duration duration) {
    for (Duration left = duration; left.isPositive(); left = left.minus(MINUTE)) {
      wall = wall.plus(MINUTE);
      time = time.seen(wall, MINUTE);
    }
  }

  /** The clock is set, and read a minute later. */
  private void isSet(Duration by) {
    wall = wall.plus(by);
    passes(MINUTE);
  }

  /** The clock is not read for this long, and no process knows how long it was. */
  private void off(Duration duration) {
    wall = wall.plus(duration);
    time = time.seen(wall, Duration.ZERO);
  }

  @Test
  void aClockThatRunsIsBelieved() {
    passes(Duration.ofDays(3));
    assertThat(time.believed()).isEqualTo(wall).isEqualTo(START.plus(Duration.ofDays(3)));
  }

  @Test
  void stepsOfLessThanAnHourAreBelieved() {
    isSet(Duration.ofMinutes(59));
    assertThat(time.believed()).isEqualTo(wall);
    off(Duration.ofMinutes(59));
    assertThat(time.believed()).isEqualTo(wall);
    isSet(Duration.ofMinutes(-59));
    assertThat(time.believed()).isEqualTo(wall);
  }

  @Test
  void aStepForwardIsBelievedOnceTheClockHasHeldForADay() {
    isSet(DAYS);
    assertThat(time.believed()).isEqualTo(wall.minus(DAYS));
    passes(Duration.ofHours(24).minus(MINUTE));
    assertThat(time.believed()).isEqualTo(wall.minus(DAYS));
    passes(MINUTE);
    assertThat(time.believed()).isEqualTo(wall);
  }

  @Test
  void aClockThatComesBackIsBelievedAtOnceAndItsNextStepIsDoubtedAgain() {
    isSet(DAYS);
    isSet(DAYS.negated());
    assertThat(time).isEqualTo(WallTime.of(wall));
    passes(HOUR);
    isSet(DAYS);
    assertThat(time.believed()).isEqualTo(wall.minus(DAYS));
  }

  @Test
  void theDayIsCountedAcrossRestarts() {
    isSet(DAYS);
    for (int start = 0; start < 4; start++) {
      passes(Duration.ofHours(6).minus(MINUTE));
      assertThat(time.believed()).isEqualTo(wall.minus(DAYS));
      off(MINUTE);
    }
    assertThat(time.believed()).isEqualTo(wall);
  }

  @Test
  void threeWeeksWithoutAProcessAreBelievedADayLater() {
    off(Duration.ofDays(21));
    assertThat(time.believed()).isEqualTo(wall.minus(Duration.ofDays(21)));
    passes(Duration.ofHours(24));
    assertThat(time.believed()).isEqualTo(wall);
  }

  @Test
  void aStepJustBeforeAnotherIsBelievedIsDoubtedForADayOfItsOwn() {
    off(Duration.ofDays(21));
    passes(Duration.ofHours(23));
    isSet(DAYS);
    passes(HOUR);
    assertThat(time.believed()).isEqualTo(wall.minus(DAYS));
    passes(Duration.ofHours(24));
    assertThat(time.believed()).isEqualTo(wall);
  }

  @Test
  void aHostThatSleepsEveryNightIsBelievedWithSomeDaysDelay() {
    for (int day = 0; day < 60; day++) {
      off(Duration.ofHours(16));
      passes(Duration.ofHours(8));
      assertThat(Duration.between(time.believed(), wall)).isLessThan(Duration.ofDays(8));
    }
  }

  @Test
  void aStepBackIntoTheMiddleOfADoubtedOneIsDoubtedForANewDay() {
    isSet(DAYS);
    passes(Duration.ofHours(23));
    isSet(Duration.ofDays(-10));
    assertThat(time.believed()).isEqualTo(wall.minus(Duration.ofDays(10)));
    passes(Duration.ofHours(23));
    assertThat(time.believed()).isEqualTo(wall.minus(Duration.ofDays(10)));
    passes(HOUR);
    assertThat(time.believed()).isEqualTo(wall);
  }

  @Test
  void aStepBackOfTheSecondStepLeavesTheFirst() {
    isSet(DAYS);
    isSet(Duration.ofDays(5));
    isSet(Duration.ofDays(-5));
    assertThat(time.believed()).isEqualTo(wall.minus(DAYS));
    passes(Duration.ofHours(24));
    assertThat(time.believed()).isEqualTo(wall);
  }

  @Test
  void anInstanceWhoseClockIsWrongNeverMakesARightOneBelieveIt() {
    for (int minute = 0; minute < 3 * 24 * 60; minute++) {
      wall = wall.plus(MINUTE);
      time = time.seen(wall, MINUTE);
      assertThat(time.believed()).isEqualTo(wall);
      Instant wrong = wall.plus(DAYS).plusSeconds(20);
      time = time.seen(wrong, MINUTE);
      assertThat(time.believed()).isBetween(wall.minus(MINUTE), wall.plus(MINUTE));
    }
  }
}
