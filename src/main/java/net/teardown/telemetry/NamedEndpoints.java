package net.teardown.telemetry;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Leaves out Boot's configuration of OpenTelemetry, unless an endpoint is named: otherwise metrics
 * would be sent to a default one, and requests would pass through a tracer that exports nothing.
 * Never configured are spans of HTTP requests, because scrapes and health checks would be among
 * them, exemplars of those, and logs, which nothing hands over.
 */
public final class NamedEndpoints implements AutoConfigurationImportFilter, EnvironmentAware {

  /** The property that names where spans go; {@code OTEL_EXPORTER_OTLP_ENDPOINT} sets it too. */
  static final String SPANS = "management.opentelemetry.tracing.export.otlp.endpoint";

  /** The property that names where metrics go; {@code OTEL_EXPORTER_OTLP_ENDPOINT} sets it too. */
  static final String METRICS = "management.otlp.metrics.export.url";

  private static final Pattern URL = Pattern.compile("(?i)https?://[^/]");

  private static final String BOOT = "org.springframework.boot.";
  private static final String SDK = BOOT + "opentelemetry.";
  private static final String TRACING = BOOT + "micrometer.tracing.";

  private static final List<String> NEVER =
      List.of(
          SDK + "autoconfigure.logging.",
          TRACING + "autoconfigure.MicrometerTracingAutoConfiguration",
          TRACING + "autoconfigure.NoopTracerAutoConfiguration",
          TRACING + "autoconfigure.otlp.",
          TRACING + "autoconfigure.prometheus.");

  private @Nullable Environment environment;

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public boolean[] match(
      @Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
    boolean[] wanted = new boolean[autoConfigurationClasses.length];
    for (int i = 0; i < wanted.length; i++) {
      String name = autoConfigurationClasses[i];
      wanted[i] = name == null || wanted(name);
    }
    return wanted;
  }

  /**
   * Whether this class is left to its own conditions: an auto-configuration, or one that an
   * auto-configuration imports.
   */
  boolean wanted(String name) {
    if (name.equals(
        BOOT + "micrometer.metrics.autoconfigure.export.otlp.OtlpMetricsExportAutoConfiguration")) {
      return isNamed(environment(), METRICS);
    }
    if (name.startsWith(SDK) || name.startsWith(TRACING)) {
      return NEVER.stream().noneMatch(name::startsWith) && isNamed(environment(), SPANS);
    }
    return true;
  }

  private Environment environment() {
    return Objects.requireNonNull(environment, "Boot sets the environment first");
  }

  /**
   * Whether this property names an endpoint; an empty one is none.
   *
   * @throws InvalidConfigurationPropertyValueException if it isn't an http or https URL
   */
  static boolean isNamed(Environment environment, String property) {
    String endpoint = environment.getProperty(property);
    if (!StringUtils.hasText(endpoint)) {
      return false;
    }
    if (!URL.matcher(endpoint).lookingAt()) {
      throw new InvalidConfigurationPropertyValueException(
          property,
          endpoint,
          "An endpoint is a URL with its scheme, such as http://collector:4318. What"
              + " OTEL_EXPORTER_OTLP_ENDPOINT names is set here, too.");
    }
    return true;
  }
}
