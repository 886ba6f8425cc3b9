package net.teardown.api.probe;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configures the answers to Prometheus.
 *
 * @param timeoutOffset how long before Prometheus' scrape timeout a probe ends, so that its answer
 *     still arrives; limited to half of that timeout
 */
@Validated
@ConfigurationProperties("teardown.probe")
record ProbeProperties(@DefaultValue("500ms") Duration timeoutOffset) {

  ProbeProperties {
    if (timeoutOffset.isNegative()) {
      throw new IllegalArgumentException("teardown.probe.timeout-offset must not be negative");
    }
  }
}
