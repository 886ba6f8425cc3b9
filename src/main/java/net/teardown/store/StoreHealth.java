package net.teardown.store;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Reports the history in {@code /actuator/health} as {@code db}. It is up when experiments can be
 * written; an answer to a query alone doesn't show that.
 */
@Component("db")
class StoreHealth implements HealthIndicator {

  private final Availability availability;

  StoreHealth(Availability availability) {
    this.availability = availability;
  }

  @Override
  public Health health() {
    return availability.available()
        ? Health.up().build()
        : Health.down().withDetail("summary", availability.trouble()).build();
  }
}
