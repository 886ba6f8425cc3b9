package net.teardown.run;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of the runs that nobody waits for.
 *
 * @param maxLong how many of them may be under way at once, with a connection each; one more is
 *     answered 429
 */
@Validated
@ConfigurationProperties("teardown.runs")
record LongRunProperties(@Min(1) @Max(100_000) @DefaultValue("1000") int maxLong) {}
