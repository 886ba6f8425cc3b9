package net.teardown.scenario;

import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The built-in scenarios, read as the service reads them at its start. */
public final class BuiltInScenarios {

  private static final Scenarios SCENARIOS =
      new ScenarioFiles(new PathMatchingResourcePatternResolver());

  private BuiltInScenarios() {}

  /** The one of this name. */
  public static Scenario named(String name) {
    return SCENARIOS.named(name).orElseThrow();
  }
}
