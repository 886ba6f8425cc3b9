package net.teardown.campaign;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * How often something happened, with the 95 % interval of Wilson's score, which assumes that the
 * runs are independent of each other.
 *
 * @param hits runs in which it happened
 * @param of runs that count
 * @param rate the share
 * @param low the interval's lower end
 * @param high its upper end
 */
public record Rate(int hits, int of, double rate, double low, double high) {

  private static final double ERROR_RATE = 0.05;

  /**
   * @param of 1 or more
   */
  static Rate of(int hits, int of) {
    Interval interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(of, hits, ERROR_RATE);
    // If nothing or everything hits, rounding in the formula may exceed 0 to 1.
    return new Rate(
        hits,
        of,
        (double) hits / of,
        Math.max(0, interval.getLowerBound()),
        Math.min(1, interval.getUpperBound()));
  }

  /** Whether the two intervals don't overlap. */
  boolean disjointFrom(Rate other) {
    return high < other.low || other.high < low;
  }
}
