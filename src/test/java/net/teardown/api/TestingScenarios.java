package net.teardown.api;

import java.util.List;
import java.util.Optional;
import net.teardown.experiment.Oracle;
import net.teardown.experiment.SpecDraft;
import net.teardown.scenario.Scenario;
import net.teardown.scenario.Scenarios;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Scenarios for as long as the service itself has none. */
@TestConfiguration(proxyBeanMethods = false)
class TestingScenarios {

  @Bean
  @ConditionalOnMissingBean
  Scenarios scenarios() {
    List<Scenario> all =
        List.of(
            scenario("echo-one-byte", 1, null),
            scenario("echo-many-bytes", 5, null),
            scenario("abort", 5, 0));
    return new Scenarios() {
      @Override
      public List<Scenario> all() {
        return all;
      }

      @Override
      public Optional<Scenario> named(String name) {
        return all.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
      }
    };
  }

  private static Scenario scenario(String name, int bytesSent, @Nullable Integer lingerSeconds) {
    SpecDraft draft =
        new SpecDraft(
            bytesSent,
            lingerSeconds == null ? 1 : bytesSent,
            null,
            null,
            null,
            null,
            null,
            null,
            lingerSeconds,
            null,
            null,
            null,
            null,
            null);
    return new Scenario(
        name,
        name,
        "A story.",
        "A finding.",
        draft,
        Oracle.predict(draft.toSpec()),
        List.of("RFC 1122 4.2.2.13"));
  }
}
