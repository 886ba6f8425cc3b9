package net.teardown.api.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import net.teardown.api.http.Paths;
import net.teardown.campaign.Campaigns.NumberedRun;
import net.teardown.campaign.Run;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** One run of a campaign in the API. */
@Schema(name = "CampaignRun", description = "What is kept of every run of a campaign")
record CampaignRunView(
    @Schema(description = "How many runs were kept before it", example = "4711") long number,
    @Schema(description = "Its cell's number", example = "7") int cell,
    @Schema(description = "The value of each axis", example = "{\"bytesRead\": 1}")
        Map<String, @Nullable Object> point,
    @Schema(description = "Which run of its cell, from 0", example = "12") int repetition,
    Instant startedAt,
    Verdict verdict,
    Delivery delivery,
    @Nullable Reason reason,
    @Schema(description = "null where there is nothing to compare") @Nullable Boolean asPredicted,
    @Schema(
            description =
                "Whether it is what 'expect' counts as met; absent where the campaign expects"
                    + " nothing")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Boolean met,
    @Schema(description = "What a server's reply said; absent without one", example = "413")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer httpStatus,
    @Schema(description = "How long connect(2) took; null without one", example = "12")
        @Nullable Long connectMicros,
    @Schema(description = "From the first call to the last", example = "61") long durationMicros,
    @Schema(
            description = "Where its outcome is kept with all steps; null where it isn't",
            example = "/api/v1/experiments/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55")
        @Nullable URI experiment) {

  static CampaignRunView of(NumberedRun numbered, Map<String, @Nullable Object> point) {
    Run run = numbered.run();
    return new CampaignRunView(
        numbered.number(),
        run.cell(),
        point,
        run.repetition(),
        run.startedAt(),
        run.verdict(),
        run.delivery(),
        run.reason(),
        run.asPredicted(),
        run.met(),
        run.httpStatus(),
        run.connectMicros(),
        run.durationMicros(),
        run.experiment() == null ? null : Paths.ofExperiment(run.experiment()));
  }
}
