package net.teardown.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * How often something happened, with the 95 % interval of Wilson's score, which takes the runs for
 * independent of each other.
 */
@Schema(description = "A share of runs, with its 95 % Wilson interval (takes runs for independent)")
public record Rate(
    @Schema(description = "Runs in which it happened", example = "200") int hits,
    @Schema(description = "Runs that count", example = "200") int of,
    @Schema(description = "The share", example = "1.0") double rate,
    @Schema(description = "Lower end of the interval", example = "0.981") double low,
    @Schema(description = "Upper end of the interval", example = "1.0") double high) {

  private static final double ERROR_RATE = 0.05;

  /**
   * @param of 1 or more
   */
  static Rate of(int hits, int of) {
    Interval interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(of, hits, ERROR_RATE);
    // Where nothing or everything hits, the formula's last digit may lie beyond what a rate can be.
    return new Rate(
        hits,
        of,
        (double) hits / of,
        Math.max(0, interval.getLowerBound()),
        Math.min(1, interval.getUpperBound()));
  }

  /** Whether the two intervals have nothing in common. */
  boolean disjointFrom(Rate other) {
    return high < other.low || other.high < low;
  }
}
