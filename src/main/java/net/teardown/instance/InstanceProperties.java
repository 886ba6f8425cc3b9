package net.teardown.instance;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The operator's settings for this instance.
 *
 * @param vantage this instance's name in outcomes and metrics; the host's name if left out
 */
@ConfigurationProperties("teardown")
record InstanceProperties(@Nullable String vantage) {

  String vantageOrHost() {
    return vantage != null && !vantage.isBlank() ? vantage : ThisHost.name();
  }
}
