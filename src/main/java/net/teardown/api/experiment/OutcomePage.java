package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.experiment.outcome.Experiments;
import org.jspecify.annotations.Nullable;

/** One page of the history. */
@Schema(description = "One page of the history, newest first")
public record OutcomePage(
    @Schema(description = "Outcomes without their steps") List<OutcomeView> items,
    @Schema(
            description = "Where the next page is; null on the last one",
            example = "/api/v1/experiments?verdict=RESET&size=50&after=MDE5YTlm")
        @Nullable String next) {

  /**
   * The page as the API shows it.
   *
   * @param next where the next one is; null on the last
   */
  static OutcomePage of(Experiments.Page page, @Nullable String next) {
    return new OutcomePage(page.items().stream().map(OutcomeView::of).toList(), next);
  }
}
