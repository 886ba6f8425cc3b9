package net.teardown.store;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much history is kept. Both bounds hold; the oldest experiments are forgotten first.
 *
 * @param maxAge experiments that started longer ago are forgotten; 1 second to 36500 days
 * @param maxCount how many experiments are kept at most; 1 or more
 * @param sweepInterval how long after one clearing out the next begins; 1 second or more
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
