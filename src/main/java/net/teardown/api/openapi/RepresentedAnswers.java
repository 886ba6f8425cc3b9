package net.teardown.api.openapi;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Map;
import net.teardown.api.http.Format;
import net.teardown.api.http.KindsOfAnswer;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.api.http.Shown;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Adds to the OpenAPI document the representations of each answer. */
@Lazy
@Configuration(proxyBeanMethods = false)
class RepresentedAnswers {

  private final KindsOfAnswer kinds;

  RepresentedAnswers(KindsOfAnswer kinds) {
    this.kinds = kinds;
  }

  @Bean
  OperationCustomizer representations() {
    return (operation, handler) -> {
      kinds.of(handler.getMethod()).ifPresent(kind -> describe(operation, kind));
      return operation;
    };
  }

  /** Adds the schemas that {@link #representations} refers to. */
  @Bean
  @SuppressWarnings("rawtypes") // Schema is raw in the library's own interface
  OpenApiCustomizer representedSchemas() {
    return api -> {
      Map<String, Schema> schemas = api.getComponents().getSchemas();
      kinds.all().stream()
          .flatMap(kind -> kind.all().stream())
          .map(RepresentedAnswers::resolved)
          .forEach(resolved -> resolved.referencedSchemas.forEach(schemas::putIfAbsent));
    };
  }

  private static void describe(Operation operation, Representations<?> kind) {
    Schema<String> words = new Schema<>();
    words.addType("string");
    words.setEnum(kind.formats().stream().map(Format::word).toList());
    operation.addParametersItem(
        query(Format.PARAMETER, "What the answer is written as; goes before Accept", words));
    operation.addParametersItem(
        query(
            Shown.ASCII_PARAMETER,
            "Plain ASCII in text",
            new Schema<Boolean>().typesItem("boolean")));
    operation
        .getResponses()
        .forEach((status, response) -> {
          if (status.startsWith("2") && !isDeclared(response)) {
            response.setContent(content(kind));
          }
        });
  }

  /** Whether the operation says itself that this response isn't the kind's. */
  private static boolean isDeclared(ApiResponse response) {
    return response.getContent() != null
        && response.getContent().values().stream()
            .anyMatch(type -> type.getSchema() != null && type.getSchema().get$ref() != null);
  }

  private static Content content(Representations<?> kind) {
    Content content = new Content();
    kind.all()
        .forEach(representation ->
            content.addMediaType(
                representation.format().typeAndSubtype(),
                new MediaType()
                    .schema(
                        resolved(representation)
                            .schema
                            .description(representation.description()))));
    return content;
  }

  private static ResolvedSchema resolved(Representation<?> representation) {
    return ModelConverters.getInstance(true)
        .resolveAsResolvedSchema(new AnnotatedType(representation.type()).resolveAsRef(true));
  }

  private static Parameter query(String name, String description, Schema<?> schema) {
    return new Parameter()
        .in("query")
        .name(name)
        .description(description)
        .required(false)
        .schema(schema);
  }
}
