package net.teardown.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.teardown.api.campaign.CampaignBody;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Adds to the OpenAPI document which components of the API's records are required and which may be
 * null. A component is required unless it is left out when it is null, and it may be null only if
 * it is {@code @Nullable}. A spec is also a request, so it declares itself what it requires.
 */
@Component
@SuppressWarnings("rawtypes") // Schema is raw in the library's own interface
final class RecordSchemas implements ModelConverter {

  private static final String OURS = "net.teardown.";

  /** Request bodies, in which callers may leave anything out. */
  private static final Set<Class<?>> DRAFTS = Set.of(CampaignBody.class);

  @Override
  public @Nullable Schema resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    Schema<?> resolved = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
    Class<?> raw = Json.mapper().constructType(type.getType()).getRawClass();
    if (resolved != null && raw.isRecord() && raw.getName().startsWith(OURS)) {
      Schema<?> definition =
          resolved.get$ref() == null
              ? resolved
              : context.getDefinedModels().get(nameOf(resolved.get$ref()));
      if (definition != null && definition.getProperties() != null) {
        if (DRAFTS.contains(raw)) {
          markNullable(definition, raw);
        } else {
          complete(definition, raw);
        }
      }
    }
    return resolved;
  }

  /**
   * Restores nullability for a component that refers to another schema, as enums do: the reference
   * replaces what its annotation says of null.
   */
  private static void markNullable(Schema<?> definition, Class<?> draft) {
    Map<String, Schema> properties = definition.getProperties();
    for (RecordComponent component : draft.getRecordComponents()) {
      io.swagger.v3.oas.annotations.media.Schema annotation =
          component.getAccessor().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
      if (annotation != null && annotation.nullable()) {
        properties.compute(component.getName(), (_, property) -> nullable(property));
      }
    }
  }

  private static void complete(Schema<?> definition, Class<?> wireRecord) {
    Map<String, Schema> properties = definition.getProperties();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : wireRecord.getRecordComponents()) {
      String name = component.getName();
      if (leftOutWhenNull(component)) {
        continue;
      }
      required.add(name);
      if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        properties.compute(name, (_, property) -> nullable(property));
      }
    }
    definition.setRequired(required);
  }

  private static boolean leftOutWhenNull(RecordComponent component) {
    return component.getAccessor().isAnnotationPresent(JsonInclude.class)
        || (component.getDeclaringRecord().isAnnotationPresent(JsonInclude.class)
            && component.getAnnotatedType().isAnnotationPresent(Nullable.class));
  }

  private static Schema<?> nullable(@Nullable Schema<?> property) {
    if (property == null) {
      throw new IllegalStateException(
          "a component of a wire record has no property in the OpenAPI document");
    }
    if (property.get$ref() != null) {
      Schema<?> reference = new Schema<>().$ref(property.get$ref());
      Schema<?> either = new Schema<>();
      either.setDescription(property.getDescription());
      either.setAnyOf(List.of(reference, new Schema<>().typesItem("null")));
      return either;
    }
    if (property.getTypes() == null || !property.getTypes().contains("null")) {
      property.addType("null");
    }
    return property;
  }

  private static String nameOf(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }
}
