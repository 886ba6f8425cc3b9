package net.teardown.store;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configures how much history is kept. Both bounds apply; the oldest experiments are deleted first.
 *
 * @param maxAge the age since the start above which experiments are deleted; 1 second to 36500 days
 * @param maxCount the largest number of experiments kept; 1 or more
 * @param sweepInterval the pause between two sweeps; 1 second or more
 */
@Validated
@ConfigurationProperties("teardown.history")
record HistoryProperties(
    @DefaultValue("30d")
        @DurationMin(seconds = 1, message = "must be 1s or more")
        @DurationMax(days = 36_500, message = "must be 36500d or less")
        Duration maxAge,
    @DefaultValue("100000") @Positive(message = "must be 1 or more") long maxCount,
    @DefaultValue("1m") @DurationMin(seconds = 1, message = "must be 1s or more")
        Duration sweepInterval) {}
