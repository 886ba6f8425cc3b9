package net.teardown.api.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import net.teardown.campaign.CellStatistics;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** The results of one cell in the API. */
@Schema(
    name = "Cell",
    description = "One combination of the axes' values, and what its runs come to")
record CellView(
    @Schema(description = "Its number, the last axis varying fastest", example = "7") int cell,
    @Schema(description = "The value of each axis", example = "{\"bytesRead\": 1}")
        Map<String, @Nullable Object> point,
    @Schema(description = "Runs that are done", example = "200") int runs,
    @Schema(
            description =
                "Those that say how the connection ended: neither inconclusive nor never connected",
            example = "200")
        int judged,
    @Schema(
            description = "How many of each verdict, those that there were",
            example = "{\"RESET\": 200}")
        Map<Verdict, Integer> verdicts,
    @Schema(
            description = "How many of each delivery, those that there were",
            example = "{\"NONE_SENT\": 200}")
        Map<Delivery, Integer> deliveries,
    @Schema(description = "RESET and EOF_THEN_RESET of those judged; null if none is")
        @Nullable RateView resetRate,
    @Schema(description = "RESET of those judged; null if none is")
        @Nullable RateView visibleResetRate,
    @Schema(
            description =
                "WHOLE of those judged; null if none is, or the closer sent nothing in any")
        @Nullable RateView wholeRate,
    @Schema(description = "As theory predicts, of those with a prediction; null if there is none")
        @Nullable RateView asPredicted,
    @Schema(
            description =
                "Met what 'expect' accepts, of all runs; absent where the campaign expects nothing")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable RateView met,
    @Schema(
            description = "How many of each HTTP status of a server; absent where there was none",
            example = "{\"413\": 200}")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<Integer, Integer> httpStatuses,
    @Schema(description = "Of connect(2); null if none connected")
        @Nullable PercentilesView connectMicros,
    @Schema(description = "Of the whole run; null if there is none")
        @Nullable PercentilesView durationMicros) {

  static CellView of(int cell, Map<String, @Nullable Object> point, CellStatistics statistics) {
    return new CellView(
        cell,
        point,
        statistics.runs(),
        statistics.judged(),
        statistics.verdicts(),
        statistics.deliveries(),
        RateView.ofAny(statistics.resetRate()),
        RateView.ofAny(statistics.visibleResetRate()),
        RateView.ofAny(statistics.wholeRate()),
        RateView.ofAny(statistics.asPredicted()),
        RateView.ofAny(statistics.met()),
        statistics.httpStatuses(),
        PercentilesView.of(statistics.connect()),
        PercentilesView.of(statistics.duration()));
  }
}
