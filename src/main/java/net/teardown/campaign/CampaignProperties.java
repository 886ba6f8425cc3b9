package net.teardown.campaign;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many campaigns there may be at once.
 *
 * @param maxRunning campaigns that run at the same time; more than one disturb each other's
 *     durations
 * @param maxQueued campaigns that may wait for their turn; one more is answered 429
 */
@Validated
@ConfigurationProperties("teardown.campaign")
record CampaignProperties(
    @Min(1) @Max(64) @DefaultValue("1") int maxRunning,
    @Min(1) @Max(10_000) @DefaultValue("32") int maxQueued) {}
