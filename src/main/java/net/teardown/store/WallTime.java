package net.teardown.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a wall clock that somebody may set, or that a restart finds elsewhere.
 *
 * <p>A step forward is doubted until the clock has held for {@link #HOLD}. Further steps meanwhile
 * are doubted from then on for as long: a host that sleeps every night comes to be believed with
 * some days' delay, and nothing that one wrong time says is ever believed at once.
 *
 * @param at what the clock showed when it was last looked at
 * @param doubted how far it is ahead of what is believed; 0 where all is well
 * @param doubtedUntil what the clock must show for that to be believed; null if nothing is doubted
 * @param doubtedLater how far it went ahead once more meanwhile
 */
record WallTime(
    Instant at, Duration doubted, @Nullable Instant doubtedUntil, Duration doubtedLater) {

  /** What goes for the slewing of a clock, or a pause of the process. */
  static final Duration STEP = Duration.ofHours(1);

  /** How long a clock that made a step must hold. */
  static final Duration HOLD = Duration.ofHours(24);

  /** Seen for the first time, and believed. */
  static WallTime of(Instant at) {
    return new WallTime(at, Duration.ZERO, null, Duration.ZERO);
  }

  /**
   * The clock was looked at again.
   *
   * @param passed how long ago that was at most, by a clock that nobody can set; 0 if nobody knows
   */
  WallTime seen(Instant now, Duration passed) {
    Duration moved = Duration.between(at, now);
    Duration ahead = moved.minus(passed);
    WallTime stepped;
    if (ahead.compareTo(STEP) > 0) {
      stepped = forward(now, ahead);
    } else if (moved.negated().compareTo(STEP) > 0) {
      stepped = back(now, ahead.negated());
    } else {
      stepped = new WallTime(now, doubted, doubtedUntil, doubtedLater);
    }
    return stepped.held();
  }

  private WallTime forward(Instant now, Duration by) {
    return doubtedUntil == null
        ? new WallTime(now, by, now.plus(HOLD), Duration.ZERO)
        : new WallTime(now, doubted, doubtedUntil.plus(by), doubtedLater.plus(by));
  }

  /** What is doubted is taken back, the latest first. */
  private WallTime back(Instant now, Duration by) {
    if (doubtedUntil == null) {
      return of(now);
    }
    Duration left = allDoubted().minus(by);
    if (left.compareTo(STEP) <= 0) {
      return of(now);
    }
    if (left.compareTo(doubted) < 0) {
      return new WallTime(now, left, now.plus(HOLD), Duration.ZERO);
    }
    return new WallTime(now, doubted, doubtedUntil.minus(by), left.minus(doubted));
  }

  private WallTime held() {
    if (doubtedUntil == null || at.isBefore(doubtedUntil)) {
      return this;
    }
    return doubtedLater.isZero()
        ? of(at)
        : new WallTime(at, doubtedLater, at.plus(HOLD), Duration.ZERO);
  }

  Duration allDoubted() {
    return doubted.plus(doubtedLater);
  }

  /** What time it is as far as can be believed. */
  Instant believed() {
    return at.minus(allDoubted());
  }

  boolean sameDoubts(WallTime other) {
    return doubted.equals(other.doubted) && doubtedLater.equals(other.doubtedLater);
  }
}
