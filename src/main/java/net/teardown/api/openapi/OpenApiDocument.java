package net.teardown.api.openapi;

import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.ExternalDocumentation;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.teardown.api.http.Paths;
import net.teardown.experiment.evidence.Call;
import net.teardown.instance.Instance;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpStatus;

/** Completes the OpenAPI document with what the controllers don't declare. */
@Lazy
@Configuration(proxyBeanMethods = false)
public class OpenApiDocument {

  private static final List<Integer> ALWAYS_POSSIBLE = List.of(400, 406, 421, 500);

  /** The statuses of refused callers for operations that run or change something. */
  public static final List<Integer> POSSIBLE_WHERE_SOMETHING_RUNS_OR_CHANGES = List.of(401, 403);

  private static final List<Integer> POSSIBLE_WHERE_SOMETHING_IS_READ = List.of(401);
  private static final String WITH_OUTCOME = "ProblemWithOutcome";
  private static final String TOKEN = "token";

  static {
    // One schema per enum, so that a client generates one type for it.
    ModelResolver.enumsAsRef = true;
  }

  @Bean
  OpenApiCustomizer title(Instance instance) {
    return api -> {
      api.info(
          new Info()
              .title("Teardown")
              .version(instance.version())
              .description(
                  "Runs TCP teardown experiments on real sockets and tells the truth about how a"
                      + " connection ended. The documents stand at [/docs/](/docs/).")
              .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
      api.externalDocs(
          new ExternalDocumentation().url(Paths.DOCS + "/").description("The documents"));
      api.servers(List.of(new Server().url("/").description("This instance")));
    };
  }

  @Bean
  OpenApiCustomizer shared() {
    return api -> {
      Components components = api.getComponents();
      components.addSchemas("Unmet", ProblemSchema.unmet());
      components.addSchemas(WITH_OUTCOME, ProblemSchema.withOutcome());
      complete(api, WITH_OUTCOME);
    };
  }

  /**
   * Adds what every document needs.
   *
   * @param withOutcome the schema of problems in which the outcome of a run may be included
   */
  public static void complete(OpenAPI api, String withOutcome) {
    Components components = api.getComponents();
    components.addSchemas("InputError", ProblemSchema.inputError());
    components.addSchemas("Problem", ProblemSchema.problem());
    components.addSchemas("Call", callsAsOnTheWire());
    declareProblems(api, withOutcome);
    api.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .filter(operation -> operation.getParameters() != null)
        .flatMap(operation -> operation.getParameters().stream())
        .forEach(OpenApiDocument::neverNull);
  }

  /**
   * Adds the token to operations as the API requires it: to every operation that isn't a GET, and
   * to reads as well if a token is configured.
   */
  @Bean
  OpenApiCustomizer tokenWhereNeeded() {
    return api -> {
      api.getComponents()
          .addSecuritySchemes(
              TOKEN,
              new SecurityScheme()
                  .type(SecurityScheme.Type.HTTP)
                  .scheme("bearer")
                  .description(
                      "The token of teardown.api.token; not needed where none is set, nor for"
                          + " reading where teardown.api.protect-reads is false"));
      api.getPaths()
          .forEach((path, item) ->
              item.readOperationsMap()
                  .forEach((method, operation) -> {
                    operation.addSecurityItem(new SecurityRequirement().addList(TOKEN));
                    // With all=true the mesh endpoint asks other instances.
                    boolean onlyReads =
                        method == PathItem.HttpMethod.GET && !path.equals(Paths.MESH);
                    addProblems(
                        operation,
                        onlyReads
                            ? POSSIBLE_WHERE_SOMETHING_IS_READ
                            : POSSIBLE_WHERE_SOMETHING_RUNS_OR_CHANGES);
                  }));
    };
  }

  @Bean
  OperationCustomizer failures() {
    return (operation, handler) -> {
      MayFail more = handler.getMethodAnnotation(MayFail.class);
      addProblems(operation, ALWAYS_POSSIBLE);
      if (more != null) {
        addProblems(operation, Arrays.stream(more.value()).boxed().toList());
      }
      return operation;
    };
  }

  /** Adds these statuses with problems to an operation. */
  public static void addProblems(Operation operation, List<Integer> statuses) {
    for (int status : statuses) {
      operation
          .getResponses()
          .addApiResponse(String.valueOf(status), new ApiResponse().$ref("Problem" + status));
    }
  }

  private static Schema<?> callsAsOnTheWire() {
    Schema<String> schema = new Schema<>();
    schema.addType("string");
    schema.description("A call by the name of its manual page");
    schema.setEnum(Stream.of(Call.values()).map(Call::toString).toList());
    return schema;
  }

  /**
   * Removes null from a parameter's types: a parameter can be left out, but a query can't express
   * null.
   */
  private static void neverNull(Parameter parameter) {
    Schema<?> schema = parameter.getSchema();
    Set<String> types = schema.getTypes();
    if (types != null && types.contains("null")) {
      Set<String> others = new LinkedHashSet<>(types);
      others.remove("null");
      schema.setTypes(others);
    }
  }

  private static void declareProblems(OpenAPI api, String withOutcome) {
    for (int code : new int[] {400, 401, 403, 404, 406, 409, 413, 415, 421, 422, 429, 500, 503}) {
      HttpStatus status = HttpStatus.valueOf(code);
      Schema<?> problem = new Schema<>().$ref(code == 422 || code == 503 ? withOutcome : "Problem");
      ApiResponse response =
          new ApiResponse()
              .description(status.getReasonPhrase())
              .content(
                  new Content()
                      .addMediaType(
                          "application/problem+json",
                          new MediaType().schema(problem).example(ProblemSchema.example(status))));
      if (code == 422) {
        Schema<?> location = new Schema<>();
        location.addType("string");
        response.addHeaderObject(
            "Location",
            new Header()
                .description("Where the outcome is kept, if it is")
                .schema(location.format("uri-reference")));
      }
      if (code == 429 || code == 503) {
        Schema<?> seconds = new Schema<>();
        seconds.addType("integer");
        response.addHeaderObject(
            "Retry-After",
            new Header().description("When to try again, in seconds").schema(seconds));
      }
      if (code == 401) {
        Schema<?> challenge = new Schema<>();
        challenge.addType("string");
        response.addHeaderObject(
            "WWW-Authenticate", new Header().description("Bearer (RFC 6750)").schema(challenge));
      }
      api.getComponents().addResponses("Problem" + code, response);
    }
  }
}
