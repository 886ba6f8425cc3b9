package net.teardown.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Experiments;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Exposes whether the history can be written. It is checked on a schedule, and a scrape gets the
 * last result: a database that hangs must not block the scrape that would report it.
 */
@Component
@EnableScheduling
class StoreMetrics implements MeterBinder {

  private final Experiments experiments;
  private volatile double up = Double.NaN;

  StoreMetrics(Experiments experiments) {
    this.experiments = experiments;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("teardown.store.up", () -> up)
        .description(
            "Whether the history could be written when it was last asked, seconds ago: 1 or 0")
        .strongReference(true)
        .register(registry);
  }

  @Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
  void ask() {
    up = experiments.available() ? 1 : 0;
  }
}
