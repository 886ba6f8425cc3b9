package net.teardown.api.http;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How requests come in.
 *
 * @param receiveTimeout how long a request may take to arrive whole, from its first byte to the
 *     last of its body, 100 ms to 5 min; however steadily it comes, the rest is answered 408
 */
@Validated
@ConfigurationProperties("teardown.api")
public record ReceivingProperties(
    @DefaultValue("10s")
        @DurationMin(millis = 100, message = "must be 100ms or more")
        @DurationMax(minutes = 5, message = "must be 5m or less")
        Duration receiveTimeout) {

  /** Where {@link #receiveTimeout} is configured. */
  static final String RECEIVE_TIMEOUT = "teardown.api.receive-timeout";
}
