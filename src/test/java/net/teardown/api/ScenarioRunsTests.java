package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.teardown.Needs;
import net.teardown.scenario.Scenario;
import net.teardown.scenario.Scenarios;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What every scenario does when it is run by its name. The count grows with {@code -Psoak}. */
class ScenarioRunsTests extends ApiServer {

  private static final int RUNS = Boolean.getBoolean("soak") ? 1_000 : 50;

  @Autowired private Scenarios scenarios;

  @BeforeAll
  static void onRealSockets() {
    Needs.posixStack();
  }

  @TestFactory
  List<DynamicTest> everyOneWithBothEndsHereEndsAsItsFileSaysEveryTime() {
    return scenarios.all().stream()
        .filter(scenario -> !scenario.needsTarget())
        .map(
            scenario -> DynamicTest.dynamicTest(scenario.name(), () -> endsAsItsFileSays(scenario)))
        .toList();
  }

  private void endsAsItsFileSays(Scenario scenario) throws Exception {
    for (int run = 0; run < RUNS; run++) {
      JsonNode outcome =
          call("POST", "/api/v1/scenarios/%s/runs?store=false".formatted(scenario.name())).json();
      assertThat(outcome.path("asPredicted").asBoolean())
          .as(
              "%s ended %s, %s, %s",
              scenario.name(),
              outcome.path("verdict"),
              outcome.path("delivery"),
              outcome.path("reason"))
          .isTrue();
    }
  }
}
