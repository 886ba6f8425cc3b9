package net.teardown.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads YAML into records as strictly as requests are read, and says by key what is wrong. */
final class YamlFiles {

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private YamlFiles() {}

  /**
   * @param place what the file is called where something is wrong with it
   * @throws BrokenScenario naming the file, and the line and the key if they are known
   */
  static <T> T read(Resource resource, String place, Class<T> type) {
    T value;
    try (InputStream in = resource.getInputStream()) {
      byte[] content = YamlBounds.read(in, place);
      YamlBounds.check(content, place);
      value = YAML.readValue(YamlBounds.text(content), type);
    } catch (JacksonException e) {
      throw new BrokenScenario(place + line(e), problem(e), e);
    } catch (IOException e) {
      throw new BrokenScenario(place, "can't be read: " + e.getMessage(), e);
    }
    if (value == null) {
      throw new BrokenScenario(place, "is empty");
    }
    return value;
  }

  private static String problem(JacksonException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "'%s' is no key here; known are %s".formatted(key(e), known(unknown));
      case InvalidFormatException value ->
          "'%s' can't be %s; it must be %s"
              .formatted(key(e), value.getValue(), kind(value.getTargetType()));
      case MismatchedInputException value when !e.getPath().isEmpty() ->
          "'%s' must be %s".formatted(key(e), kind(value.getTargetType()));
      default ->
          e.getPath().isEmpty()
              ? "must be one YAML document: " + e.getOriginalMessage()
              : "'%s' can't be read: %s".formatted(key(e), e.getOriginalMessage());
    };
  }

  private static String known(UnrecognizedPropertyException e) {
    Collection<Object> ids = e.getKnownPropertyIds();
    return ids == null
        ? "none"
        : ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String kind(@Nullable Class<?> wanted) {
    if (wanted == null) {
      return "of another type";
    }
    Object[] constants = wanted.getEnumConstants();
    if (constants != null) {
      return "one of "
          + Arrays.stream(constants)
              .map(constant -> ((Enum<?>) constant).name())
              .collect(Collectors.joining(", "));
    }
    if (wanted == Integer.class || wanted == int.class) {
      return "a whole number";
    }
    if (wanted == Boolean.class || wanted == boolean.class) {
      return "true or false";
    }
    if (wanted == String.class) {
      return "text";
    }
    return Collection.class.isAssignableFrom(wanted) ? "a list" : "keys and values";
  }

  private static String key(JacksonException e) {
    StringBuilder key = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() == null) {
        key.append('[').append(step.getIndex()).append(']');
      } else {
        key.append(key.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return key.toString();
  }

  /**
   * Of the token at fault, where that is known: a parser has read on to the end of an object by the
   * time a key in it is found to be unknown.
   */
  private static String line(JacksonException e) {
    if (e instanceof UnrecognizedPropertyException) {
      return "";
    }
    TokenStreamLocation at =
        e.processor() instanceof JsonParser parser
            ? parser.currentTokenLocation()
            : e.getLocation();
    return at == null || at.getLineNr() < 1 ? "" : ", line " + at.getLineNr();
  }
}
