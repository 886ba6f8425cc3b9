package net.teardown.run;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of what may run at once.
 *
 * @param lanes threads that each perform both ends of campaigns' short loopback runs; 0 means one
 *     per core
 * @param maxQueued single short loopback runs that may wait while 16 are under way; one more is
 *     answered 429
 * @param maxWaiting runs that can wait (a drain, SO_LINGER above 0, a blocked reader, large
 *     amounts) at the same time
 * @param maxWaitingQueued how many of those may wait for their turn; one more is answered 429
 * @param maxRemote runs with another host at the same time; one with another instance holds two
 *     threads
 * @param maxRemoteQueued how many of those may wait for their turn; one more is answered 429
 */
@Validated
@ConfigurationProperties("teardown.runner")
record RunnerProperties(
    @Min(0) @Max(1024) @DefaultValue("0") int lanes,
    @Min(1) @Max(1_000_000) @DefaultValue("256") int maxQueued,
    @Min(1) @Max(1024) @DefaultValue("32") int maxWaiting,
    @Min(1) @Max(1_000_000) @DefaultValue("64") int maxWaitingQueued,
    @Min(1) @Max(1024) @DefaultValue("64") int maxRemote,
    @Min(1) @Max(1_000_000) @DefaultValue("64") int maxRemoteQueued) {

  int lanesOrCores() {
    return lanes > 0 ? lanes : Runtime.getRuntime().availableProcessors();
  }
}
