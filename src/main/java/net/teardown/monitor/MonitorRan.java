package net.teardown.monitor;

import java.time.Duration;

/**
 * The event that a monitor's run has ended.
 *
 * @param lag how much later than due it started
 * @param took its duration
 */
public record MonitorRan(String monitor, Duration lag, Duration took) {}
