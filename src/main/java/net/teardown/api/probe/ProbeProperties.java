package net.teardown.api.probe;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Prometheus is answered.
 *
 * @param timeoutOffset how much sooner than Prometheus' scrape timeout a probe ends, so that its
 *     answer still arrives; never more than half of it
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
