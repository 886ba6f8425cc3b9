package net.teardown.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A reading of the wall clock, which an operator may set, or which may have moved before a restart.
 *
 * <p>A step forward is doubted until the clock has held for {@link #HOLD}. A further step during
 * that time is doubted for as long from then on. So the time of a host that sleeps every night is
 * believed some days late, and a single wrong time is never believed at once.
 *
 * @param at what the clock showed when it was last read
 * @param doubted how far the clock is ahead of the believed time; 0 normally
 * @param doubtedUntil what the clock must show for {@code doubted} to be believed; null if nothing
 *     is doubted
 * @param doubtedLater how far the clock stepped forward again meanwhile
 */
record WallTime(
    Instant at, Duration doubted, @Nullable Instant doubtedUntil, Duration doubtedLater) {

  /** The largest difference that is put down to clock slewing or a pause of the process. */
  static final Duration STEP = Duration.ofHours(1);

  /** How long a clock must hold after a step. */
  static final Duration HOLD = Duration.ofHours(24);

  /** The first reading, which is believed. */
  static WallTime of(Instant at) {
    return new WallTime(at, Duration.ZERO, null, Duration.ZERO);
  }

  /**
   * Reads the clock again.
   *
   * @param passed the time since the last reading at most, by a monotonic clock; 0 if unknown
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

  /** A step back cancels doubted steps, the latest first. */
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

  /** The believed time. */
  Instant believed() {
    return at.minus(allDoubted());
  }

  boolean sameDoubts(WallTime other) {
    return doubted.equals(other.doubted) && doubtedLater.equals(other.doubtedLater);
  }
}
