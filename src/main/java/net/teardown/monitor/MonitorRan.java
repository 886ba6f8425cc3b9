package net.teardown.monitor;

import java.time.Duration;

/**
 * A run of a monitor is over.
 *
 * @param lag how much later than due it began
 * @param took from its beginning to its end
 */
public record MonitorRan(String monitor, Duration lag, Duration took) {}
