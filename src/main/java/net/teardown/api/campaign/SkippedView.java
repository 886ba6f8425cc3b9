package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import net.teardown.campaign.Cell;
import org.jspecify.annotations.Nullable;

/** A skipped cell in the API. */
@Schema(name = "SkippedCell", description = "A combination that the rules of a spec refuse")
record SkippedView(
    @Schema(description = "Its number", example = "2") int cell,
    @Schema(description = "The value of each axis", example = "{\"bytesRead\": 6}")
        Map<String, @Nullable Object> point,
    @Schema(description = "Why it is refused") @Nullable String message) {

  static SkippedView of(Cell cell) {
    return new SkippedView(cell.index(), cell.point(), cell.refusal());
  }
}
