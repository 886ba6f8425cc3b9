package net.teardown.campaign;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many campaigns there may be at once, and how long they wait for the store.
 *
 * @param maxRunning campaigns that run at the same time; more than one disturb each other's
 *     durations
 * @param maxQueued campaigns that may wait for their turn; one more is answered 429
 * @param storePatience how long the store may be away before a campaign that runs fails, 100 ms to
 *     1 h
 */
@Validated
@ConfigurationProperties("teardown.campaign")
record CampaignProperties(
    @Min(1) @Max(64) @DefaultValue("1") int maxRunning,
    @Min(1) @Max(10_000) @DefaultValue("32") int maxQueued,
    @DefaultValue("15s") @DurationMin(millis = 100) @DurationMax(hours = 1)
        Duration storePatience) {}
