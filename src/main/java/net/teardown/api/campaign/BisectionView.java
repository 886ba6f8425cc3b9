package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.campaign.Bisection;
import org.jspecify.annotations.Nullable;

/** The search along one axis in the API. */
@Schema(name = "Bisection", description = "The search along one axis")
record BisectionView(
    @Schema(description = "As in the request", example = "idleMillis") String axis,
    @Schema(description = "Where it begins and ends", example = "[1000, 60000]")
        List<Integer> between,
    @Schema(description = "How wide the interval is in the end, at most", example = "1000")
        int until) {

  static @Nullable BisectionView of(@Nullable Bisection bisect) {
    return bisect == null
        ? null
        : new BisectionView(bisect.axis(), List.of(bisect.low(), bisect.high()), bisect.until());
  }
}
