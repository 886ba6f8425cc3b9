package net.teardown.campaign;

import org.jspecify.annotations.Nullable;

/** Lets so many through in a second, evenly. For one thread at a time. */
final class Pace {

  /** What was missed while nobody could go is made up for, but no more than this. */
  private static final long MOST_BEHIND_NANOS = 50_000_000;

  private final long intervalNanos;
  private long next = System.nanoTime();

  /**
   * @param ratePerSecond null for as fast as may be
   */
  Pace(@Nullable Double ratePerSecond) {
    this.intervalNanos = ratePerSecond == null ? 0 : (long) (1e9 / ratePerSecond);
  }

  /** Whether one may go now. */
  boolean ready() {
    return intervalNanos == 0 || System.nanoTime() - next >= 0;
  }

  /** One goes. */
  void go() {
    if (intervalNanos > 0) {
      next = Math.max(next, System.nanoTime() - MOST_BEHIND_NANOS) + intervalNanos;
    }
  }
}
