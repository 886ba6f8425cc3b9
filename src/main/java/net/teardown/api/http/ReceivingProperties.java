package net.teardown.api.http;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configures how requests are received.
 *
 * @param receiveTimeout how long a request may take from its first byte to the last of its body,
 *     100 ms to 5 min; a longer one is answered with 408, however steadily it arrives
 */
@Validated
@ConfigurationProperties("teardown.api")
public record ReceivingProperties(
    @DefaultValue("10s")
        @DurationMin(millis = 100, message = "must be 100ms or more")
        @DurationMax(minutes = 5, message = "must be 5m or less")
        Duration receiveTimeout) {

  /** The property that configures {@link #receiveTimeout}. */
  static final String RECEIVE_TIMEOUT = "teardown.api.receive-timeout";
}
