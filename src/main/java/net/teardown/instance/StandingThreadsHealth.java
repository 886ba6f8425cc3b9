package net.teardown.instance;

import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Reports as {@code threads} in {@code /actuator/health} and in {@code /readyz} whether all
 * standing threads are alive; the details name the dead ones.
 */
@Component("threads")
class StandingThreadsHealth implements HealthIndicator {

  @Override
  public Health health() {
    Map<String, String> dead = StandingThreads.ofThisProcess().dead();
    return dead.isEmpty() ? Health.up().build() : Health.down().withDetail("dead", dead).build();
  }
}
