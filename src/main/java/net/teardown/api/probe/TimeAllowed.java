package net.teardown.api.probe;

import java.time.Duration;
import net.teardown.probe.ProbeModule;
import org.jspecify.annotations.Nullable;

/**
 * Determines a probe's time limit: Prometheus' scrape timeout or the module's own, whichever is
 * less.
 */
final class TimeAllowed {

  /** The header in which Prometheus sends its scrape timeout. */
  static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

  private static final Duration DEFAULT = Duration.ofSeconds(5);
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final Duration LEAST = Duration.ofMillis(1);

  /** More than any scrape timeout, and exact as nanoseconds in a double. */
  private static final double LONGEST_SECONDS = 1e6;

  private final Duration offset;

  /**
   * @param offset how long before Prometheus' timeout a probe ends; limited to half of that timeout
   */
  TimeAllowed(Duration offset) {
    this.offset = offset;
  }

  /**
   * The time limit of one probe.
   *
   * @param header Prometheus' scrape timeout in seconds; null for other callers
   * @throws NumberFormatException if it isn't a number above 0
   */
  Duration of(@Nullable String header, ProbeModule module) {
    Duration own = module.timeout();
    Duration most = own == null || own.compareTo(MOST) > 0 ? MOST : own;
    if (header == null) {
      return own == null ? DEFAULT : most;
    }
    Duration scrape = scrape(header);
    Duration half = scrape.dividedBy(2);
    Duration asked = scrape.minus(offset.compareTo(half) < 0 ? offset : half);
    Duration within = asked.compareTo(most) < 0 ? asked : most;
    return within.compareTo(LEAST) < 0 ? LEAST : within;
  }

  private static Duration scrape(String header) {
    double seconds = Double.parseDouble(header);
    if (!(seconds > 0)) {
      throw new NumberFormatException(header);
    }
    return Duration.ofNanos(Math.round(Math.min(seconds, LONGEST_SECONDS) * 1e9));
  }
}
