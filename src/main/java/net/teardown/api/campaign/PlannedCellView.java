package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.teardown.campaign.Cell;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.run.Forecast;
import org.jspecify.annotations.Nullable;

/** A cell that would be run, in the API. */
@Schema(name = "PlannedCell", description = "A combination that would be run")
record PlannedCellView(
    @Schema(description = "Its number, the last axis varying fastest", example = "7") int cell,
    @Schema(description = "The value of each axis", example = "{\"bytesRead\": 1}")
        Map<String, @Nullable Object> point,
    @Schema(
            description =
                "Every verdict that theory allows here; none for a server that isn't Teardown",
            example = "[\"RESET\"]")
        Set<Verdict> predicted,
    @Schema(description = "Every delivery that theory allows here", example = "[\"NONE_SENT\"]")
        Set<Delivery> predictedDelivery,
    @Schema(
            description =
                "Why a run may be left undecided on this host although nothing goes wrong in it",
            example = "[]")
        List<Reason> undecidable) {

  static PlannedCellView of(Cell cell, Forecast forecast) {
    return new PlannedCellView(
        cell.index(),
        cell.point(),
        forecast.verdicts(),
        forecast.deliveries(),
        forecast.undecidable());
  }
}
