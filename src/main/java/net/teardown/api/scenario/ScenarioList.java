package net.teardown.api.scenario;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.scenario.Scenarios;
import org.jspecify.annotations.Nullable;

/** All scenarios as a list with a single page. */
@Schema(description = "All scenarios, the paper's own first")
public record ScenarioList(
    List<ScenarioView> items,
    @Schema(description = "What people meet as well and no spec can bring about")
        List<NotExpressible> notExpressible,
    @Schema(description = "Always null: there is one page") @Nullable String next) {

  /** A case that can't be run here. */
  @Schema(description = "A case that can't be run here, and why")
  record NotExpressible(
      @Schema(description = "What it would be called", example = "lb-idle") String name,
      @Schema(description = "What happens") String mechanism,
      @Schema(description = "Why it can't be run here, and what comes nearest") String reason) {}

  static ScenarioList of(Scenarios scenarios) {
    return new ScenarioList(
        scenarios.all().stream().map(ScenarioView::of).toList(),
        scenarios.notExpressible().stream()
            .map(other -> new NotExpressible(other.name(), other.mechanism(), other.reason()))
            .toList(),
        null);
  }
}
