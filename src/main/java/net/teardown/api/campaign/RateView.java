package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.campaign.Rate;
import org.jspecify.annotations.Nullable;

/** A rate in the API. */
@Schema(
    name = "Rate",
    description = "A share of runs, with its 95 % Wilson interval (takes runs for independent)")
record RateView(
    @Schema(description = "Runs in which it happened", example = "200") int hits,
    @Schema(description = "Runs that count", example = "200") int of,
    @Schema(description = "The share", example = "1.0") double rate,
    @Schema(description = "Lower end of the interval", example = "0.981") double low,
    @Schema(description = "Upper end of the interval", example = "1.0") double high) {

  static RateView of(Rate rate) {
    return new RateView(rate.hits(), rate.of(), rate.rate(), rate.low(), rate.high());
  }

  static @Nullable RateView ofAny(@Nullable Rate rate) {
    return rate == null ? null : of(rate);
  }
}
