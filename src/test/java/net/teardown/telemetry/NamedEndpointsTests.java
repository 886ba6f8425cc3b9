package net.teardown.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.mock.env.MockEnvironment;

class NamedEndpointsTests {

  @Test
  void withoutAnEndpointNothingOfOpenTelemetryIsConfigured() {
    for (MockEnvironment environment :
        List.of(
            new MockEnvironment(),
            new MockEnvironment()
                .withProperty(NamedEndpoints.SPANS, "")
                .withProperty(NamedEndpoints.METRICS, " "))) {
      assertThat(configured(environment))
          .hasSizeGreaterThan(50)
          .noneMatch(name -> name.contains("opentelemetry") || name.contains(".otlp."))
          .noneMatch(name -> name.contains(".tracing."));
    }
  }

  @Test
  void eachSignalIsConfiguredWhereItsOwnEndpointIsNamed() {
    List<String> none = configured(new MockEnvironment());

    List<String> spans =
        configured(new MockEnvironment().withProperty(NamedEndpoints.SPANS, "http://otel:4318"));
    spans.removeAll(none);
    assertThat(spans)
        .extracting(name -> name.substring(name.lastIndexOf('.') + 1))
        .containsExactlyInAnyOrder(
            "OpenTelemetrySdkAutoConfiguration",
            "OpenTelemetryTracingAutoConfiguration",
            "OtlpTracingAutoConfiguration",
            "ZipkinWithOpenTelemetryTracingAutoConfiguration");

    List<String> metrics =
        configured(new MockEnvironment().withProperty(NamedEndpoints.METRICS, "http://otel:4318"));
    metrics.removeAll(none);
    assertThat(metrics)
        .extracting(name -> name.substring(name.lastIndexOf('.') + 1))
        .containsExactly("OtlpMetricsExportAutoConfiguration");
  }

  /** The auto-configurations on the class path that are left. */
  private static List<String> configured(MockEnvironment environment) {
    NamedEndpoints filter = new NamedEndpoints();
    filter.setEnvironment(environment);
    List<String> left = new ArrayList<>();
    ImportCandidates.load(AutoConfiguration.class, NamedEndpointsTests.class.getClassLoader())
        .forEach(name -> {
          if (filter.wanted(name)) {
            left.add(name);
          }
        });
    return left;
  }
}
