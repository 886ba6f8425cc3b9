package net.teardown.campaign;

/**
 * Percentiles of a duration, in microseconds, to within one percent, or ten if the campaign has
 * more than 2000 cells.
 */
public record Percentiles(long p50, long p90, long p99) {}
