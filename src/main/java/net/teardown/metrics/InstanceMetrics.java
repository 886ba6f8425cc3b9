package net.teardown.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** What this instance is: its version, as a label of a gauge that is always 1. */
@Component
class InstanceMetrics implements MeterBinder {

  private final ObjectProvider<BuildProperties> build;

  InstanceMetrics(ObjectProvider<BuildProperties> build) {
    this.build = build;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    BuildProperties properties = build.getIfAvailable();
    String version = properties == null ? null : properties.getVersion();
    Gauge.builder("teardown.build.info", () -> 1)
        .description("What this instance is; always 1")
        .tag("version", version == null ? "unknown" : version)
        .tag("java", Runtime.version().toString())
        .register(registry);
  }
}
