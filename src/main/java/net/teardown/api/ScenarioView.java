package net.teardown.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.Delivery;
import net.teardown.experiment.SpecDraft;
import net.teardown.experiment.Verdict;
import net.teardown.scenario.Scenario;

/** A scenario as the wire shows it. */
@Schema(name = "Scenario", description = "A named spec with its story and what to expect of it")
record ScenarioView(
    @Schema(description = "As it stands in paths", example = "echo-many-bytes") String name,
    @Schema(description = "One line", example = "Many bytes to an echo server that reads one")
        String title,
    @Schema(description = "What happens between the two ends, and why somebody meets it")
        String story,
    @Schema(description = "What was claimed about it, and what measurement says") String finding,
    @Schema(description = "What runs, defaults filled in") SpecDraft spec,
    @Schema(description = "Every verdict that theory allows") Set<Verdict> predicted,
    @Schema(description = "Every delivery that theory allows") Set<Delivery> predictedDelivery,
    @Schema(description = "Why theory allows these and no others") String why,
    @Schema(description = "Where story and finding come from", example = "[\"RFC 1122 4.2.2.13\"]")
        List<String> sources) {

  static ScenarioView of(Scenario scenario) {
    return new ScenarioView(
        scenario.name(),
        scenario.title(),
        scenario.story(),
        scenario.finding(),
        SpecDraft.of(scenario.spec().toSpec(), scenario.spec().label(), scenario.spec().expect()),
        scenario.prediction().verdicts(),
        scenario.prediction().deliveries(),
        scenario.prediction().why(),
        scenario.sources());
  }
}
