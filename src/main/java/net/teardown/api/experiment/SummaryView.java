package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import net.teardown.experiment.terms.Verdict;

/** The number of outcomes by verdict. */
@Schema(name = "Summary", description = "How many stored outcomes have each verdict")
public record SummaryView(
    @Schema(description = "All of them", example = "12") long total,
    @Schema(
            description = "Every verdict, at 0 if no outcome has it",
            example = "{\"CLEAN_EOF\": 7, \"RESET\": 5}")
        Map<Verdict, Long> verdicts) {

  /** The view of these counts. */
  public static SummaryView of(Map<Verdict, Long> counts) {
    return new SummaryView(counts.values().stream().mapToLong(Long::longValue).sum(), counts);
  }
}
