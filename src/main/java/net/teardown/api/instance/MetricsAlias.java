package net.teardown.api.instance;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.teardown.api.http.AnsweredInFront;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.ProducibleOperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the actuator's Prometheus endpoint at {@code /metrics}, where Prometheus looks by default.
 */
@Hidden
@RestController
class MetricsAlias implements AnsweredInFront {

  private static final String PATH = "/metrics";
  private static final List<MediaType> FORMATS =
      Arrays.stream(PrometheusOutputFormat.values())
          .map(format -> MediaType.asMediaType(format.getProducedMimeType()))
          .toList();

  private final ObjectProvider<PrometheusScrapeEndpoint> endpoint;

  MetricsAlias(ObjectProvider<PrometheusScrapeEndpoint> endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public @Nullable ResponseEntity<byte[]> answer(HttpServletRequest request) {
    try {
      return request.getQueryString() == null
          ? scrape(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)), null)
          : null;
    } catch (HttpMediaTypeNotAcceptableException _) {
      return null;
    }
  }

  /**
   * Answers as {@code /actuator/prometheus} does; 404 if its export is switched off.
   *
   * @param accept chooses among the text format, OpenMetrics and protobuf
   * @param includedNames the names of the metrics to include; all if left out
   */
  @GetMapping(PATH)
  ResponseEntity<byte[]> scrape(
      @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable List<String> accept,
      @RequestParam(required = false) @Nullable Set<String> includedNames)
      throws HttpMediaTypeNotAcceptableException {
    PrometheusScrapeEndpoint actuator = endpoint.getIfAvailable();
    if (actuator == null) {
      return ResponseEntity.notFound().build();
    }
    PrometheusOutputFormat format = format(accept == null ? List.of() : accept);
    if (format == null) {
      throw new HttpMediaTypeNotAcceptableException(FORMATS);
    }
    WebEndpointResponse<byte[]> answer = actuator.scrape(format, includedNames);
    return ResponseEntity.status(answer.getStatus())
        .contentType(MediaType.asMediaType(format.getProducedMimeType()))
        .body(answer.getBody());
  }

  /** The format that a caller prefers; null if there is none, or the header can't be read. */
  private static @Nullable PrometheusOutputFormat format(List<String> accept) {
    try {
      return new ProducibleOperationArgumentResolver(() -> accept)
          .resolve(PrometheusOutputFormat.class);
    } catch (InvalidMimeTypeException _) {
      return null;
    }
  }
}
