package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.campaign.Percentiles;
import org.jspecify.annotations.Nullable;

/** Percentiles of a duration in the API. */
@Schema(name = "Percentiles", description = "Percentiles of a duration, in microseconds")
record PercentilesView(
    @Schema(description = "Half of the runs took at most this", example = "61") long p50,
    @Schema(description = "Nine in ten took at most this", example = "74") long p90,
    @Schema(description = "Ninety-nine in a hundred took at most this", example = "120") long p99) {

  static @Nullable PercentilesView of(@Nullable Percentiles percentiles) {
    return percentiles == null
        ? null
        : new PercentilesView(percentiles.p50(), percentiles.p90(), percentiles.p99());
  }
}
