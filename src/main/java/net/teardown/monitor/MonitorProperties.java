package net.teardown.monitor;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configures where modules and monitors are described, and how many runs are in progress at once.
 *
 * @param probesFile a YAML file of modules and monitors, read again when its content changes; if
 *     left out there are only the built-in modules and no monitors
 * @param monitor how monitors run
 */
@Validated
@ConfigurationProperties("teardown")
record MonitorProperties(
    @Nullable Path probesFile, @jakarta.validation.Valid @DefaultValue Running monitor) {

  /**
   * Configures how monitors run.
   *
   * @param maxRunning the most runs of all monitors at once; targets that timed out last share a
   *     quarter
   * @param reloadEvery how often the probes file is checked for changes
   */
  record Running(
      @DefaultValue("48") @Min(4) @Max(10_000) int maxRunning,
      @DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(hours = 1) Duration reloadEvery) {}
}
