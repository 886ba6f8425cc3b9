package net.teardown.input;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Configures JSON as requests write it. Enum constants match regardless of case, {@code -} and
 * {@code _}, as they do in parameters.
 */
@Component
public final class RequestJson extends DeserializationProblemHandler
    implements JsonMapperBuilderCustomizer {

  @Override
  public void customize(JsonMapper.Builder builder) {
    builder.addHandler(this);
    // Rejects numbers and booleans as strings: disabling ALLOW_COERCION_OF_SCALARS covers every
    // type
    // but this one.
    builder.withCoercionConfig(
        LogicalType.Textual,
        config ->
            config
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
  }

  @Override
  public @Nullable Object handleWeirdStringValue(
      DeserializationContext context, Class<?> target, String value, @Nullable String failure) {
    Object[] constants = target.getEnumConstants();
    if (constants != null) {
      String wanted = bare(value);
      for (Object constant : constants) {
        if (bare(((Enum<?>) constant).name()).equals(wanted)) {
          return constant;
        }
      }
    }
    return NOT_HANDLED;
  }

  private static String bare(String text) {
    return text.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }
}
