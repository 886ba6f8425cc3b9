package net.teardown.store;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * The history in {@code /actuator/health}, as {@code db}: up when something can be kept, which a
 * database that merely answers does not say.
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
