package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.campaign.CampaignOrder;
import net.teardown.campaign.InvalidCells;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/** The body of a request for a campaign. */
@Schema(
    name = "CampaignRequest",
    description =
        "A campaign: a spec, the fields of it that vary, and how often each combination is run")
public record CampaignBody(
    @Schema(
            description = "For finding it again; its runs carry it too",
            nullable = true,
            maxLength = 64)
        @Nullable String label,
    @Schema(description = "What all runs have in common; fields that are axes can be left out")
        @Nullable SpecDraft base,
    @Schema(
            description =
                "The values of each field that varies, by the field's name, or by a JSON pointer"
                    + " such as /server/settleMillis, or /server/request/http/headers/X-Test for a"
                    + " single header; null leaves it out. Every combination is a cell: 10000 at"
                    + " most",
            additionalProperties = Schema.AdditionalPropertiesValue.TRUE,
            example = "{\"bytesRead\": [0, 1, 2, 3, 4, 5], \"shutdownBeforeClose\": [false, true]}")
        @Nullable Map<String, List<@Nullable Object>> axes,
    @Schema(
            description = "Runs per cell; 10000000 in all at most",
            requiredMode = Schema.RequiredMode.REQUIRED,
            minimum = "1",
            maximum = "10000000",
            example = "200")
        @Nullable Integer repetitions,
    @Schema(
            description = "The most runs that are begun in a second; no limit if left out",
            nullable = true,
            minimum = "0.001",
            maximum = "1000000")
        @Nullable Double ratePerSecond,
    @Schema(
            description = "What becomes of cells that the rules of a spec refuse",
            defaultValue = "REFUSE")
        @Nullable InvalidCells invalidCells,
    @Schema(
            description =
                "Decides the order of the runs: any signed number of 64 bits; drawn if left out",
            nullable = true,
            minimum = "-9223372036854775808",
            maximum = "9223372036854775807")
        @Nullable Long seed) {

  CampaignOrder order() {
    if (repetitions == null) {
      String message = "is required: how many runs each cell has, for example 200";
      throw new InvalidRequest(
          "'repetitions' " + message, InputError.inField("repetitions", message));
    }
    Map<String, List<@Nullable Object>> along = new LinkedHashMap<>();
    if (axes != null) {
      for (Map.Entry<String, List<@Nullable Object>> axis : axes.entrySet()) {
        List<@Nullable Object> values = axis.getValue();
        if (values == null) {
          String message = "must be an array of values, not null";
          throw new InvalidRequest(
              "'axes.%s' %s".formatted(axis.getKey(), message),
              InputError.inPath("axes/" + Violation.escaped(axis.getKey()), message));
        }
        along.put(axis.getKey(), values);
      }
    }
    return new CampaignOrder(
        label,
        base == null ? SpecDraft.EMPTY : base,
        along,
        repetitions,
        ratePerSecond,
        invalidCells == null ? InvalidCells.REFUSE : invalidCells,
        seed);
  }
}
