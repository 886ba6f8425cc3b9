package net.teardown;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.outcome.StrangersTurnedAway;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * A bean with a defect, added to a service by {@code spring.main.sources}. It listens to events
 * that are published on the data port's thread, and fails there as the property {@code saboteur}
 * says. It has no stereotype annotation, because every service in the tests scans its package.
 */
class Saboteur {

  private static final List<byte[]> KEPT = new ArrayList<>();

  private final String what;

  Saboteur(Environment environment) {
    what = environment.getRequiredProperty("saboteur");
  }

  @EventListener
  void sabotage(StrangersTurnedAway strangers) {
    switch (what) {
      case "exception" -> throw new IllegalStateException("a defect");
      case "error" -> throw new AssertionError("a broken rule");
      case "heap" -> {
        // The memory is never released.
        for (int size = 1 << 20; true; size = Math.max(16, size / 8)) {
          fill(size);
          if (size == 16) {
            throw new OutOfMemoryError("Java heap space");
          }
        }
      }
      default -> throw new IllegalArgumentException(what);
    }
  }

  private static void fill(int size) {
    try {
      while (true) {
        KEPT.add(new byte[size]);
      }
    } catch (OutOfMemoryError _) {
      // Smaller pieces may still fit.
    }
  }
}
