package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class HistoryPropertiesIT {

  @EnableConfigurationProperties(HistoryProperties.class)
  static class OnlyProperties {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(OnlyProperties.class);

  @Test
  void theHistoryIsBoundedByDefault() {
    runner.run(context ->
        assertThat(context.getBean(HistoryProperties.class))
            .isEqualTo(new HistoryProperties(Duration.ofDays(30), 100_000, Duration.ofMinutes(1))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-count=0",
        "max-count=-1",
        "max-age=0s",
        "max-age=-1d",
        "max-age=36501d",
        "sweep-interval=0s",
        "sweep-interval=x"
      })
  void refusesBoundsThatKeepNothingOrNeverEnd(String bad) {
    runner
        .withPropertyValues("teardown.history." + bad)
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining(bad.endsWith("x") ? "x" : "must be"));
  }
}
