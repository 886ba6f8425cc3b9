package net.teardown.api.probe;

import java.time.Duration;
import net.teardown.probe.ProbeModule;
import org.jspecify.annotations.Nullable;

/** How long a probe may take: what Prometheus allows, or what the module does, if that is less. */
final class TimeAllowed {

  /** Where Prometheus says how long it waits. */
  static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

  private static final Duration DEFAULT = Duration.ofSeconds(5);
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final Duration LEAST = Duration.ofMillis(1);

  /** Beyond what any scrape takes, and what a double holds exactly as nanoseconds. */
  private static final double LONGEST_SECONDS = 1e6;

  private final Duration offset;

  /**
   * @param offset how much sooner than Prometheus' timeout, though not more than half of it
   */
  TimeAllowed(Duration offset) {
    this.offset = offset;
  }

  /**
   * For one probe.
   *
   * @param header what Prometheus says, in seconds; null if somebody else asks
   * @throws NumberFormatException if it says something else
   */
  Duration of(@Nullable String header, ProbeModule module) {
    Duration own = module.timeout();
    if (header == null) {
      return own == null ? DEFAULT : own;
    }
    Duration most = own == null ? MOST : own;
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
