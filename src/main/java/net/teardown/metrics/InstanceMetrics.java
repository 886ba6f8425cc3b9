package net.teardown.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import net.teardown.instance.Instance;
import net.teardown.instance.StandingThreads;
import org.springframework.stereotype.Component;

/**
 * Exposes this instance's version, as a label of a gauge that is always 1, and how many unexpected
 * failures its threads have survived.
 */
@Component
class InstanceMetrics implements MeterBinder {

  private final Instance instance;

  InstanceMetrics(Instance instance) {
    this.instance = instance;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("teardown.build.info", () -> 1)
        .description("What this instance is; always 1")
        .tag("version", instance.version())
        .tag("java", Runtime.version().toString())
        .register(registry);
    FunctionCounter.builder(
            "teardown.thread.failures", StandingThreads.ofThisProcess(), StandingThreads::failures)
        .description("Unexpected failures that a standing thread has survived; its log says more")
        .register(registry);
  }
}
