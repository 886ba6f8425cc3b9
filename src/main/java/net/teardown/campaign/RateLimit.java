package net.teardown.campaign;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Limits how many runs are begun in a second, at even intervals. Not thread-safe. */
final class RateLimit {

  /** How much of a delay is caught up at most. */
  private static final long MOST_BEHIND_NANOS = 50_000_000;

  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private long next;

  /**
   * @param ratePerSecond null for no limit
   * @param nanoTime {@link System#nanoTime}
   */
  RateLimit(@Nullable Double ratePerSecond, LongSupplier nanoTime) {
    this.intervalNanos = ratePerSecond == null ? 0 : (long) (1e9 / ratePerSecond);
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong();
  }

  /** Whether a run may begin now. */
  boolean ready() {
    return intervalNanos == 0 || nanoTime.getAsLong() - next >= 0;
  }

  /** Notes that a run begins. */
  void go() {
    if (intervalNanos > 0) {
      next = Math.max(next, nanoTime.getAsLong() - MOST_BEHIND_NANOS) + intervalNanos;
    }
  }
}
