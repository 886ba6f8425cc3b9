package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import net.teardown.campaign.Threshold;
import org.jspecify.annotations.Nullable;

/** Two neighbouring values between which a rate changes significantly, in the API. */
@Schema(
    name = "Threshold",
    description =
        "Two neighbouring values of a numeric axis between which a rate changes beyond doubt: their"
            + " 95 % intervals have nothing in common")
record ThresholdView(
    @Schema(description = "Which rate", example = "resetRate") String rate,
    @Schema(description = "Along which axis", example = "bytesRead") String axis,
    @Schema(description = "The values of the other axes", example = "{\"bytesSent\": 5}")
        Map<String, @Nullable Object> at,
    @Schema(description = "The lesser value", example = "4") Number from,
    @Schema(description = "The greater value", example = "5") Number to,
    @Schema(description = "The rate at the lesser value") RateView before,
    @Schema(description = "The rate at the greater value") RateView after) {

  static ThresholdView of(Threshold threshold) {
    return new ThresholdView(
        threshold.kind().word(),
        threshold.axis(),
        threshold.line(),
        threshold.from(),
        threshold.to(),
        RateView.of(threshold.before()),
        RateView.of(threshold.after()));
  }
}
