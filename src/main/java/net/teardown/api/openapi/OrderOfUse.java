package net.teardown.api.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Puts the operations of the document into the order in which a reader needs them, and adds what
 * stands beside the API: probes, metrics and health.
 */
@Configuration(proxyBeanMethods = false)
class OrderOfUse {

  private static final String FOR_MACHINES = "For machines";

  private static final List<String> TAGS =
      List.of("Experiments", "Scenarios", "Campaigns", "Monitors", FOR_MACHINES, "Instance");

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  OpenApiCustomizer operationsInTheOrderOfUse() {
    return api -> {
      beside(api);
      Paths ordered = new Paths();
      api.getPaths().entrySet().stream()
          .sorted(
              Comparator.comparingInt((Map.Entry<String, PathItem> path) -> place(path.getValue()))
                  .thenComparingLong(path -> path.getKey().chars().filter(c -> c == '/').count())
                  .thenComparing(Map.Entry::getKey))
          .forEach(path -> ordered.addPathItem(path.getKey(), path.getValue()));
      api.setPaths(ordered);
      api.setTags(
          Objects.requireNonNullElse(api.getTags(), List.<Tag>of()).stream()
              .sorted(Comparator.comparingInt(tag -> TAGS.indexOf(tag.getName())))
              .toList());
      api.getComponents().setSchemas(new TreeMap<>(api.getComponents().getSchemas()));
    };
  }

  private static int place(PathItem path) {
    return path.readOperations().stream()
        .flatMap(operation -> operation.getTags().stream())
        .mapToInt(TAGS::indexOf)
        .min()
        .orElse(TAGS.size());
  }

  private static void beside(OpenAPI api) {
    api.addTagsItem(
        new Tag()
            .name(FOR_MACHINES)
            .description("What Prometheus and orchestrators ask; text, and open without a token"));
    api.getPaths()
        .addPathItem(
            "/probe",
            get(
                "probe",
                "Probe one target by one module",
                "As Prometheus asks a multi-target exporter. Whatever happens on the network is a"
                    + " 200 whose probe_success says so. It runs something, so it needs the token"
                    + " where there is one.",
                Stream.of(
                    query("target", "Host, or host:port; not needed by module loopback", true),
                    query("module", "A module's name; tcp_connect if left out", true),
                    query("debug", "What happened, for a person to read", false)),
                "200",
                "400",
                "401",
                "403",
                "429"));
    api.getPaths()
        .addPathItem(
            "/metrics",
            get(
                "scrape",
                "All metrics of this instance",
                "For Prometheus, in the text format; in OpenMetrics or protobuf as Accept says. The"
                    + " same as /actuator/prometheus.",
                Stream.of(),
                "200"));
    api.getPaths()
        .addPathItem(
            "/livez",
            get(
                "live",
                "Whether the process is alive",
                "Nothing that is asked here waits for the database.",
                Stream.of(),
                "200",
                "503"));
    api.getPaths()
        .addPathItem(
            "/readyz",
            get(
                "ready",
                "Whether it answers requests",
                "503 while it starts or stops, or has lost a thread that it needs.",
                Stream.of(),
                "200",
                "503"));
  }

  private static PathItem get(
      String id,
      String summary,
      String description,
      Stream<Parameter> parameters,
      String... statuses) {
    ApiResponses responses = new ApiResponses();
    for (String status : statuses) {
      responses.addApiResponse(
          status,
          new ApiResponse()
              .description(status.equals("200") ? "It is" : "It isn't, and what to do")
              .content(
                  new Content()
                      .addMediaType(
                          "text/plain",
                          new MediaType().schema(new Schema<String>().typesItem("string")))));
    }
    return new PathItem()
        .get(
            new Operation()
                .operationId(id)
                .addTagsItem(FOR_MACHINES)
                .summary(summary)
                .description(description)
                .parameters(parameters.toList())
                .responses(responses));
  }

  private static Parameter query(String name, String description, boolean text) {
    return new Parameter()
        .in("query")
        .name(name)
        .description(description)
        .required(false)
        .schema(
            text
                ? new Schema<String>().typesItem("string")
                : new Schema<Boolean>().typesItem("boolean"));
  }
}
