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
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Puts the operations of the document into the order in which a reader needs them, and adds what
 * stands beside the API: probes, metrics and health.
 */
@Lazy
@Configuration(proxyBeanMethods = false)
class OrderOfUse {

  private static final String FOR_MACHINES = "For machines";

  private static final List<String> PROBED = List.of("text/plain", "application/openmetrics-text");

  private static final List<String> METRICS =
      List.of("text/plain", "application/openmetrics-text", "application/vnd.google.protobuf");

  private static final List<String> HEALTH =
      List.of(
          ApiVersion.V3.getProducedMimeType().toString(),
          ApiVersion.V2.getProducedMimeType().toString(),
          "application/json");

  private static final List<String> TAGS =
      List.of(
          "Experiments", "Scenarios", "Campaigns", "Monitors", "Atlas", FOR_MACHINES, "Instance");

  /** Within a group: what is begun with, what it comes to, then what else there is. */
  private static final List<String> PATHS =
      List.of(
          "/api/v1/experiments",
          "/api/v1/predictions",
          "/api/v1/experiments/{id}",
          "/api/v1/experiments/{id}/cancellation",
          "/api/v1/experiments/summary",
          "/api/v1/experiments/events",
          "/api/v1/campaigns",
          "/api/v1/campaigns/plans",
          "/api/v1/campaigns/{id}",
          "/api/v1/campaigns/{id}/events",
          "/api/v1/campaigns/{id}/runs",
          "/api/v1/campaigns/{id}/results.csv",
          "/api/v1/campaigns/{id}/cancellation",
          "/api/v1/campaigns/{id}/resumption",
          "/api/v1/modules",
          "/api/v1/monitors",
          "/api/v1/monitors/{name}",
          "/api/v1/monitors/{name}/series",
          "/api/v1/mesh",
          "/api/v1/probes",
          "/api/v1/probes/{number}",
          "/probe",
          "/metrics",
          "/livez",
          "/readyz");

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  OpenApiCustomizer operationsInTheOrderOfUse() {
    return api -> {
      beside(api);
      Paths ordered = new Paths();
      api.getPaths().entrySet().stream()
          .sorted(
              Comparator.comparingInt((Map.Entry<String, PathItem> path) -> place(path.getValue()))
                  .thenComparingInt(path -> placeWithin(path.getKey()))
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

  private static int placeWithin(String path) {
    int place = PATHS.indexOf(path);
    return place < 0 ? PATHS.size() : place;
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
    api.getComponents()
        .addSchemas("Health", health(true))
        .addSchemas("HealthStatus", healthStatus())
        .addSchemas("HealthComponent", health(false));
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
                    query("target", "Host, or host:port; not needed by module loopback", "string"),
                    query("module", "A module's name; tcp_connect if left out", "string"),
                    query("debug", "What happened, for a person to read", "boolean")),
                new ApiResponses()
                    .addApiResponse(
                        "200", answer("What came of it, as metrics", typed("string"), PROBED))
                    .addApiResponse("400", inWords("A parameter is wrong, and what to do"))
                    .addApiResponse("401", new ApiResponse().$ref("Problem401"))
                    .addApiResponse(
                        "403", problemToo(inWords("It isn't allowed, and which property says so")))
                    .addApiResponse("421", new ApiResponse().$ref("Problem421"))
                    .addApiResponse("429", inWords("Too many runs are under way"))));
    api.getPaths()
        .addPathItem(
            "/metrics",
            get(
                "scrape",
                "All metrics of this instance",
                "For Prometheus, in the text format; in OpenMetrics or protobuf as Accept says. The"
                    + " same as /actuator/prometheus.",
                Stream.of(
                    query("includedNames", "These alone, by their names; may be repeated", "array")
                        .explode(true)
                        .schema(typed("array").items(typed("string")))),
                new ApiResponses()
                    .addApiResponse("200", answer("The metrics", typed("string"), METRICS))
                    .addApiResponse("406", new ApiResponse().$ref("Problem406"))));
    api.getPaths()
        .addPathItem(
            "/livez",
            get(
                "live",
                "Whether the process is alive",
                "For an orchestrator, which starts it anew where it isn't. Nothing that is asked"
                    + " here waits for the database. The same as /actuator/health/liveness.",
                Stream.of(),
                state("It is alive", "It isn't")));
    api.getPaths()
        .addPathItem(
            "/readyz",
            get(
                "ready",
                "Whether it answers requests",
                "503 while it starts or stops, or has lost a thread that it needs; the database is"
                    + " not asked. The same as /actuator/health/readiness.",
                Stream.of(),
                state("It answers requests", "It doesn't, and which component says so")));
    api.getPaths().addPathItem("/-/healthy", inAWord("liveInAWord", "/livez"));
    api.getPaths().addPathItem("/-/ready", inAWord("readyInAWord", "/readyz"));
    api.getPaths()
        .addPathItem(
            "/actuator/health",
            get(
                "health",
                "All that is known of its health",
                "For people and dashboards: the store (db), the self-check with its verdicts,"
                    + " threads, certificates (ssl), and what /livez and /readyz ask. 503 where one"
                    + " of them is DOWN, such as the store during an outage, in which probes and"
                    + " monitors run on.",
                Stream.of(),
                state("Nothing is down", "Something is down, and what")
                    .addApiResponse("421", new ApiResponse().$ref("Problem421"))));
  }

  private static PathItem get(
      String id,
      String summary,
      String description,
      Stream<Parameter> parameters,
      ApiResponses responses) {
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

  private static PathItem inAWord(String id, String like) {
    return get(
        id,
        "The status of %s, in a word".formatted(like),
        "Where Prometheus and its exporters have it.",
        Stream.of(),
        new ApiResponses()
            .addApiResponse("200", inWords("It is"))
            .addApiResponse("503", inWords("It isn't")));
  }

  private static ApiResponses state(String up, String down) {
    Schema<?> health = new Schema<>().$ref("#/components/schemas/Health");
    return new ApiResponses()
        .addApiResponse("200", answer(up, health, HEALTH))
        .addApiResponse(
            "406", new ApiResponse().description("None of these types is what Accept asks for"))
        .addApiResponse("503", answer(down, health, HEALTH));
  }

  private static ApiResponse inWords(String description) {
    return answer(description, typed("string"), List.of("text/plain"));
  }

  /** The response also with a problem, by which callers are refused. */
  private static ApiResponse problemToo(ApiResponse response) {
    response
        .getContent()
        .addMediaType(
            "application/problem+json",
            new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem")));
    return response;
  }

  private static ApiResponse answer(String description, Schema<?> schema, List<String> types) {
    Content content = new Content();
    types.forEach(type -> content.addMediaType(type, new MediaType().schema(schema)));
    return new ApiResponse().description(description).content(content);
  }

  private static Schema<?> health(boolean whole) {
    Schema<?> health = typed("object");
    health.addProperty("status", new Schema<>().$ref("#/components/schemas/HealthStatus"));
    if (whole) {
      health.addProperty("groups", typed("array").items(typed("string")));
      health.addProperty(
          "details", typed("object").description("In v2+json alone, in place of the components"));
    } else {
      health.addProperty(
          "details", typed("object").description("What it says of itself; each has its own"));
    }
    Schema<?> components = typed("object").description("By its name");
    components.setAdditionalProperties(new Schema<>().$ref("#/components/schemas/HealthComponent"));
    health.addProperty("components", components);
    health.setRequired(List.of("status"));
    return health;
  }

  private static Schema<?> healthStatus() {
    Schema<String> status = new Schema<>();
    status.addType("string");
    status.setEnum(
        Stream.of(Status.UP, Status.UNKNOWN, Status.OUT_OF_SERVICE, Status.DOWN)
            .map(Status::getCode)
            .toList());
    return status;
  }

  private static Schema<?> typed(String type) {
    Schema<Object> schema = new Schema<>();
    schema.addType(type);
    return schema;
  }

  private static Parameter query(String name, String description, String type) {
    return new Parameter()
        .in("query")
        .name(name)
        .description(description)
        .required(false)
        .schema(typed(type));
  }
}
