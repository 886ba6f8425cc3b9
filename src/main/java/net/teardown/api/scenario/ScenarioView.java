package net.teardown.api.scenario;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.scenario.Group;
import net.teardown.scenario.Scenario;

/** A scenario in the API. */
@Schema(name = "Scenario", description = "A named spec with its story and what to expect of it")
record ScenarioView(
    @Schema(description = "As it stands in paths", example = "echo-many-bytes") String name,
    @Schema(description = "The part of the list that it stands in") Group group,
    @Schema(description = "One line", example = "Many bytes to an echo server that reads one")
        String title,
    @Schema(description = "What happens between the two ends, and why somebody meets it")
        String story,
    @Schema(description = "What TCP does, in a sentence") String mechanism,
    @Schema(description = "What the calls of the end that connected return") String initiatorSees,
    @Schema(description = "What the calls of the other end return") String responderSees,
    @Schema(description = "What was claimed about it, and what measurement says") String finding,
    @Schema(
            description = "Fields that whoever runs it must give; none where both ends are here",
            example = "[]")
        List<String> needs,
    @Schema(description = "What runs, defaults filled in") SpecDraft spec,
    @Schema(
            description =
                "Every verdict that theory allows; of servers, that they were seen to cause")
        Set<Verdict> predicted,
    @Schema(description = "Every delivery that theory allows; of servers, likewise")
        Set<Delivery> predictedDelivery,
    @Schema(description = "Why theory allows these and no others") String why,
    @Schema(description = "Where story and finding come from", example = "[\"RFC 1122 4.2.2.13\"]")
        List<String> sources) {

  static ScenarioView of(Scenario scenario) {
    return new ScenarioView(
        scenario.name(),
        scenario.group(),
        scenario.title(),
        scenario.story(),
        scenario.mechanism(),
        scenario.initiatorSees(),
        scenario.responderSees(),
        scenario.finding(),
        scenario.needs(),
        scenario.wholeSpec().masked(),
        scenario.prediction().verdicts(),
        scenario.prediction().deliveries(),
        scenario.prediction().why(),
        scenario.sources());
  }
}
