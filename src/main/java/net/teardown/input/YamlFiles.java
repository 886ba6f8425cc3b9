package net.teardown.input;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads YAML files into records as strictly as requests are read, and names the key in each error.
 */
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
   * Reads a built-in file.
   *
   * @param place the file's name in error messages
   * @throws BrokenScenario with the file, and the line and the key if they are known
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
   * Reads a file's content; returns null if the document is empty. Specs in the form of 0.1.0 are
   * read too, with a warning.
   *
   * @param place the file's name in error messages
   * @throws BrokenScenario with the file, and the line and the key if they are known
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
            "{}: {} of its specs are written as 0.1.0 had it, and are read all the same: what is"
                + " said to a server belongs into 'server' now, where 'settleMillis' stands apart"
                + " from 'silenceMillis', and names are written without dashes",
            place,
            flat.size());
      }
      return value;
    } catch (JacksonException e) {
      List<Violation> violations = ReadErrors.of(e);
      if (violations.isEmpty() || violations.getFirst().pointer().isEmpty()) {
        throw new BrokenScenario(place, "must be one YAML document: " + e.getOriginalMessage(), e);
      }
      StringBuilder problem = new StringBuilder(violations.getFirst().sentence());
      violations.stream()
          .skip(1)
          .forEach(next ->
              problem
                  .append(';')
                  .append(YamlPlace.line(content, next.path()).replaceFirst(",", ""))
                  .append(": ")
                  .append(next.sentence()));
      throw new BrokenScenario(
          place + YamlPlace.line(content, violations.getFirst().path()), problem.toString(), e);
    }
  }

  /** Durations as Spring configuration writes them: {@code 10s}, {@code 250ms}, {@code PT1M}. */
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
