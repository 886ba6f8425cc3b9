package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.campaign.Bisection;
import org.jspecify.annotations.Nullable;

/** What a search along one axis has found, in the API. */
@Schema(name = "Limit", description = "Between which values the most frequent verdict changes")
record LimitView(
    @Schema(description = "The greatest value that lies before the change", example = "29500")
        int above,
    @Schema(description = "The least value that lies behind it", example = "30400") int atMost) {

  static @Nullable LimitView of(Bisection.@Nullable Limit limit) {
    return limit == null ? null : new LimitView(limit.above(), limit.atMost());
  }
}
