package net.teardown.instance;

import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether all threads are there that the service can't do without, as {@code threads} in {@code
 * /actuator/health} and as part of {@code /readyz}; the details name those that aren't.
 */
@Component("threads")
class StandingThreadsHealth implements HealthIndicator {

  @Override
  public Health health() {
    Map<String, String> dead = StandingThreads.ofThisProcess().dead();
    return dead.isEmpty() ? Health.up().build() : Health.down().withDetail("dead", dead).build();
  }
}
