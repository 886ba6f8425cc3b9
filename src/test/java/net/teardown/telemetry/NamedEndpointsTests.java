package net.teardown.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
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

  @ParameterizedTest
  @ValueSource(strings = {"foo", "127.0.0.1:4318", "otel:4318", "ftp://otel", "http://"})
  void anEndpointThatIsNoUrlStopsTheStartAndIsNamedWithItsProperty(String endpoint) {
    for (String property : List.of(NamedEndpoints.SPANS, NamedEndpoints.METRICS)) {
      assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
          .isThrownBy(() -> configured(new MockEnvironment().withProperty(property, endpoint)))
          .satisfies(fault -> {
            assertThat(fault.getName()).isEqualTo(property);
            assertThat(fault.getValue()).isEqualTo(endpoint);
            assertThat(fault.getReason()).contains("OTEL_EXPORTER_OTLP_ENDPOINT");
          });
    }
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
