package net.teardown.api.scenario;

import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.scenario.Scenario;
import net.teardown.scenario.Scenarios;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the representations of one scenario and of all scenarios. */
@Configuration(proxyBeanMethods = false)
class ScenarioRepresentations {

  @Bean
  static Representations<Scenario> ofScenario(ScenarioText text) {
    return Representations.of(
        Scenario.class,
        Representation.json(ScenarioView.class, ScenarioView::of),
        Representation.text(Format.TEXT, "To be read, with a command to run it", text::of));
  }

  @Bean
  static Representations<Scenarios> ofScenarios() {
    return Representations.of(
        Scenarios.class,
        Representation.json(ScenarioList.class, ScenarioList::of),
        Representation.text(Format.TEXT, "A line each, in four groups", ScenarioText::list),
        Representation.text(Format.CSV, "A row each", ScenarioText::csv));
  }
}
