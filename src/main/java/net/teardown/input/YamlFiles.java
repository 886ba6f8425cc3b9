package net.teardown.input;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.Resource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads YAML into records as strictly as requests are read, and says by key what is wrong. */
public final class YamlFiles {

  private static final Logger log = LoggerFactory.getLogger(YamlFiles.class);

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .findAndAddModules(YamlFiles.class.getClassLoader())
          .addModule(new SimpleModule("durations").addDeserializer(Duration.class, new Durations()))
          .build();

  private YamlFiles() {}

  /**
   * A file of ours, of a list of which it is one.
   *
   * @param place what the file is called where something is wrong with it
   * @throws BrokenScenario naming the file, and the line and the key if they are known
   */
  public static <T> T read(Resource resource, String place, Class<T> type) {
    byte[] content;
    try (InputStream in = resource.getInputStream()) {
      content = YamlBounds.read(in, place);
    } catch (IOException e) {
      throw new BrokenScenario(place, "can't be read: " + e.getMessage(), e);
    }
    T value = read(content, place, type);
    if (value == null) {
      throw new BrokenScenario(place, "is empty");
    }
    return value;
  }

  /**
   * What a file says; null if that is nothing. Specs that 0.1.0 wrote are read too, with a warning.
   *
   * @param place what the file is called where something is wrong with it
   * @throws BrokenScenario naming the file, and the line and the key if they are known
   */
  public static <T> @Nullable T read(byte[] content, String place, Class<T> type) {
    YamlBounds.check(content, place);
    if (YamlBounds.isEmpty(content)) {
      return null;
    }
    List<String> flat = new ArrayList<>();
    OldForm onFlat = () -> flat.add(place);
    try {
      T value =
          YAML.readerFor(type)
              .withAttribute(OldForm.class, onFlat)
              .readValue(YamlBounds.text(content));
      if (!flat.isEmpty()) {
        log.warn(
            "{}: {} of its specs are written as 0.1.0 had it: what is said to a server belongs into"
                + " 'server' now, and 'settleMillis' is 'silenceMillis' as well",
            place,
            flat.size());
      }
      return value;
    } catch (JacksonException e) {
      List<String> path = path(e);
      throw new BrokenScenario(place + YamlBounds.line(content, path), problem(e, path), e);
    }
  }

  private static String problem(JacksonException e, List<String> path) {
    String key = key(path);
    if (e.getCause() instanceof Refused spec) {
      return "'%s' %s".formatted(key, spec.violations().getFirst().message());
    }
    return switch (e) {
      case UnrecognizedPropertyException unknown -> {
        List<String> known = known(unknown);
        String hint = Nearest.hint(unknown.getPropertyName(), known);
        yield Nearest.ended("'%s' is unknown%s".formatted(key, hint))
            + " Known are "
            + String.join(", ", known);
      }
      case InvalidFormatException value ->
          "'%s' must be %s, not '%s'".formatted(key, kind(value.getTargetType()), value.getValue());
      case MismatchedInputException value when !path.isEmpty() ->
          "'%s' must be %s".formatted(key, kind(value.getTargetType()));
      default ->
          path.isEmpty()
              ? "must be one YAML document: " + e.getOriginalMessage()
              : "'%s' can't be read: %s".formatted(key, e.getOriginalMessage());
    };
  }

  private static List<String> known(UnrecognizedPropertyException e) {
    Collection<Object> ids = e.getKnownPropertyIds();
    return ids == null ? List.of() : ids.stream().map(String::valueOf).toList();
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
      return "a string";
    }
    if (wanted == Duration.class) {
      return "a time such as 10s";
    }
    return Collection.class.isAssignableFrom(wanted) ? "an array" : "an object";
  }

  /** The keys, and the places in lists, that lead to what is wrong. */
  private static List<String> path(JacksonException e) {
    List<String> path = new ArrayList<>();
    for (JacksonException.Reference step : e.getPath()) {
      path.add(
          step.getPropertyName() == null
              ? String.valueOf(step.getIndex())
              : step.getPropertyName());
    }
    if (e.getCause() instanceof Refused spec) {
      path.addAll(spec.violations().getFirst().path());
    }
    return path;
  }

  private static String key(List<String> path) {
    StringBuilder key = new StringBuilder();
    for (String step : path) {
      if (step.chars().allMatch(Character::isDigit)) {
        key.append('[').append(step).append(']');
      } else {
        key.append(key.isEmpty() ? "" : ".").append(step);
      }
    }
    return key.toString();
  }

  /** Times as configuration writes them: {@code 10s}, {@code 250ms}, {@code PT1M}. */
  private static final class Durations extends ValueDeserializer<Duration> {
    @Override
    public @Nullable Duration deserialize(JsonParser in, DeserializationContext context) {
      String text = in.getValueAsString();
      try {
        return DurationStyle.detectAndParse(text == null ? "" : text);
      } catch (IllegalArgumentException e) {
        return (Duration)
            context.handleWeirdStringValue(Duration.class, String.valueOf(text), "no time");
      }
    }
  }
}
