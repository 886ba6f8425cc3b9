package net.teardown.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import net.teardown.experiment.outcome.Experiments;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreMetricsTests {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Experiments experiments = mock();
  private final StoreMetrics metrics = new StoreMetrics(experiments);

  @BeforeEach
  void bind() {
    metrics.bindTo(registry);
  }

  @Test
  void aStoreThatComesAndGoesIsToldAsItWasLastAsked() {
    when(experiments.available()).thenReturn(true, false, true);

    metrics.ask();
    assertThat(registry.scrape()).contains("\nteardown_store_up 1.0\n");
    metrics.ask();
    assertThat(registry.scrape()).contains("\nteardown_store_up 0.0\n");
    metrics.ask();
    assertThat(registry.scrape()).contains("\nteardown_store_up 1.0\n");
  }

  @Test
  void aScrapeNeverAsksTheStore() {
    assertThat(registry.scrape()).contains("\nteardown_store_up NaN\n");

    verify(experiments, never()).available();
  }
}
