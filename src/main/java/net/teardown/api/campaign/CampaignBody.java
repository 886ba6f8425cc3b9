package net.teardown.api.campaign;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.campaign.Bisection;
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
                    + " most. In place of an array, of the only axis: {\"bisect\": [low, high],"
                    + " \"until\": width}, whole numbers: both ends are run, then the middle of"
                    + " the interval whose ends differ in their most frequent verdict, until it is"
                    + " at most so wide",
            additionalProperties = Schema.AdditionalPropertiesValue.TRUE,
            example = "{\"bytesRead\": [0, 1, 2, 3, 4, 5], \"shutdownBeforeClose\": [false, true]}")
        @Nullable Map<String, @Nullable Object> axes,
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
    Bisection bisect = null;
    for (Map.Entry<String, @Nullable Object> axis :
        axes == null ? Set.<Map.Entry<String, @Nullable Object>>of() : axes.entrySet()) {
      switch (axis.getValue()) {
        case List<?> values -> along.put(axis.getKey(), new ArrayList<>(values));
        case Map<?, ?> search -> {
          if (bisect != null) {
            throw refused(axis.getKey(), "can't be bisected too: one axis may be");
          }
          bisect = bisection(axis.getKey(), search);
          along.put(axis.getKey(), List.of(bisect.low(), bisect.high()));
        }
        case null -> throw refused(axis.getKey(), "must be an array of values, not null");
        default ->
            throw refused(
                axis.getKey(),
                "must be an array of values, or {\"bisect\": [low, high], \"until\": width}");
      }
    }
    return new CampaignOrder(
        label,
        base == null ? SpecDraft.EMPTY : base,
        along,
        bisect,
        repetitions,
        ratePerSecond,
        invalidCells == null ? InvalidCells.REFUSE : invalidCells,
        seed);
  }

  private static Bisection bisection(String axis, Map<?, ?> search) {
    if (search.keySet().equals(Set.of("bisect", "until"))
        && search.get("bisect") instanceof List<?> ends
        && ends.size() == 2
        && ends.getFirst() instanceof Integer low
        && ends.getLast() instanceof Integer high
        && search.get("until") instanceof Integer until) {
      return new Bisection(axis, low, high, until);
    }
    throw refused(
        axis,
        "must be {\"bisect\": [low, high], \"until\": width}, three whole numbers and nothing"
            + " more");
  }

  private static InvalidRequest refused(String axis, String message) {
    return new InvalidRequest(
        "'axes.%s' %s".formatted(axis, message),
        InputError.inPath("axes/" + Violation.escaped(axis), message));
  }
}
