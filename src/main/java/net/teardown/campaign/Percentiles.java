package net.teardown.campaign;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Percentiles of a duration, in microseconds, to within a hundredth; a tenth where a campaign has
 * more than 2000 cells.
 */
@Schema(description = "Percentiles of a duration, in microseconds")
public record Percentiles(
    @Schema(description = "Half of the runs took at most this", example = "61") long p50,
    @Schema(description = "Nine in ten took at most this", example = "74") long p90,
    @Schema(description = "Ninety-nine in a hundred took at most this", example = "120")
        long p99) {}
