package net.teardown.monitor;

import java.time.Instant;
import java.util.List;

/**
 * The last hour of a monitor's targets.
 *
 * @param begin the beginning of the first minute
 */
public record MonitorSeries(String monitor, Instant begin, List<TargetSeries> targets) {

  public MonitorSeries {
    targets = List.copyOf(targets);
  }
}
