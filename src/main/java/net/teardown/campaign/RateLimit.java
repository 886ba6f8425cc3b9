package net.teardown.campaign;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lets so many through in a second, evenly. For one thread at a time. */
final class RateLimit {

  /** What was missed while nobody could go is made up for, but no more than this. */
  private static final long MOST_BEHIND_NANOS = 50_000_000;

  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private long next;

  /**
   * @param ratePerSecond null for as fast as may be
   * @param nanoTime {@link System#nanoTime}
   */
  RateLimit(@Nullable Double ratePerSecond, LongSupplier nanoTime) {
    this.intervalNanos = ratePerSecond == null ? 0 : (long) (1e9 / ratePerSecond);
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong();
  }

  /** Whether one may go now. */
  boolean ready() {
    return intervalNanos == 0 || nanoTime.getAsLong() - next >= 0;
  }

  /** One goes. */
  void go() {
    if (intervalNanos > 0) {
      next = Math.max(next, nanoTime.getAsLong() - MOST_BEHIND_NANOS) + intervalNanos;
    }
  }
}
