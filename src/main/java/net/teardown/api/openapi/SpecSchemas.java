package net.teardown.api.openapi;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import net.teardown.experiment.spec.FieldType;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Generates the schemas of a spec, and of an override of one, from the table of its fields. An
 * override has no defaults, which a generated client would send over what is overridden, and any of
 * its fields may be null.
 */
@Lazy
@Component
@SuppressWarnings("rawtypes") // Schema is raw in the library's own interface
final class SpecSchemas implements ModelConverter {

  static final String SPEC = "Spec";
  static final String OVERRIDE = "SpecOverride";

  private final String suffix;
  private final boolean overrides;

  SpecSchemas() {
    this(false);
  }

  private SpecSchemas(boolean overrides) {
    this.overrides = overrides;
    this.suffix = overrides ? "Override" : "";
  }

  @Override
  public @Nullable Schema resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    if (Json.mapper().constructType(type.getType()).getRawClass() != SpecDraft.class) {
      return chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
    }
    if (!context.getDefinedModels().containsKey(SPEC)) {
      context.defineModel(SPEC, object(null, context).description("What an experiment is to do"));
      context.defineModel(
          OVERRIDE,
          new SpecSchemas(true)
              .object(null, context)
              .description(
                  "Fields of a spec that go over a scenario's own, field by field, those of objects"
                      + " too; null takes a field back"));
    }
    return reference(SPEC);
  }

  private Schema<?> object(@Nullable SpecField<Boolean> part, ModelConverterContext context) {
    Schema<Object> object = new Schema<>();
    object.addType("object");
    object.setAdditionalProperties(false);
    for (SpecField<?> field : SpecFields.within(part)) {
      object.addProperty(field.name(), schema(field, context));
    }
    return object;
  }

  @SuppressWarnings("unchecked") // a part's value says whether it is present
  private <T> Schema<?> schema(SpecField<T> field, ModelConverterContext context) {
    Schema<?> schema =
        switch (field.type()) {
          case FieldType.WholeNumber(int least, int most) -> whole(least, most);
          case FieldType.Truth _ -> typed("boolean");
          case FieldType.OneOf<?>(Class<?> names) -> enumeration(names, context);
          case FieldType.AnyOf<?>(Class<?> names) -> list(enumeration(names, context));
          case FieldType.AnyNumber(int least, int most, _) -> list(whole(least, most));
          case FieldType.Text(int longest) -> typed("string").maxLength(longest);
          case FieldType.Names(int most, int longest) ->
              list(typed("string").minLength(1).maxLength(longest)).maxItems(most);
          case FieldType.Expression _ -> typed("string").maxLength(4096);
          case FieldType.Texts _ -> {
            Schema<?> texts = typed("object");
            texts.setAdditionalProperties(typed("string"));
            yield texts;
          }
          case FieldType.Turns _ -> {
            TurnSchemas.define(context);
            yield list(reference(TurnSchemas.TURN)).minItems(1).maxItems(64);
          }
          case FieldType.Part _ -> {
            String name = nameOf(field);
            context.defineModel(name, object((SpecField<Boolean>) field, context));
            yield reference(name);
          }
        };
    T fallback = field.fallback();
    if (fallback != null && !(fallback instanceof Collection<?>) && !overrides) {
      schema.setDefault(field.type().written(fallback));
    }
    if (field.example() != null) {
      schema.setExample(field.example());
    }
    schema.setDescription(field.meaning());
    return field.mayBeNull() || overrides ? nullable(schema) : schema;
  }

  private String nameOf(SpecField<?> part) {
    return part.name().substring(0, 1).toUpperCase(Locale.ROOT) + part.name().substring(1) + suffix;
  }

  private static Schema<?> nullable(Schema<?> schema) {
    if (schema.get$ref() != null) {
      Schema<?> either = new Schema<>();
      either.setDescription(schema.getDescription());
      either.setAnyOf(List.of(new Schema<>().$ref(schema.get$ref()), typed("null")));
      return either;
    }
    schema.addType("null");
    return schema;
  }

  private static Schema<?> enumeration(Class<?> names, ModelConverterContext context) {
    Schema<String> schema = new Schema<>();
    schema.addType("string");
    schema.setEnum(
        Arrays.stream(names.getEnumConstants()).map(name -> ((Enum<?>) name).name()).toList());
    context.defineModel(names.getSimpleName(), schema);
    return reference(names.getSimpleName());
  }

  static Schema<?> list(Schema<?> items) {
    return typed("array").items(items);
  }

  static Schema<?> whole(int least, int most) {
    return typed("integer")
        .format("int32")
        .minimum(BigDecimal.valueOf(least))
        .maximum(BigDecimal.valueOf(most));
  }

  static Schema<?> typed(String type) {
    Schema<Object> schema = new Schema<>();
    schema.addType(type);
    return schema;
  }

  static Schema<?> reference(String name) {
    return new Schema<>().$ref("#/components/schemas/" + name);
  }
}
