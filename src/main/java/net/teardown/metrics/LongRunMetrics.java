package net.teardown.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import net.teardown.run.LongRuns;
import org.springframework.stereotype.Component;

/** Gauges the runs under way that nobody waits for. */
@Component
class LongRunMetrics implements MeterBinder {

  private final LongRuns runs;

  LongRunMetrics(LongRuns runs) {
    this.runs = runs;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("teardown.long.runs", runs, LongRuns::underWay)
        .description(
            "Runs under way that nobody waits for, made by this instance; bounded by"
                + " teardown.runs.max-long")
        .register(registry);
  }
}
