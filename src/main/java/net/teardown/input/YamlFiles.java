package net.teardown.input;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
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

  /** What a problem begins with. */
  private static final Pattern KEY = Pattern.compile("'([^']+)'");

  /** As many faults as a person mends at once. */
  private static final int MOST_TOLD = 20;

  private YamlFiles() {}

  /**
   * Reads a built-in file.
   *
   * @param place the file's name in error messages
   * @throws BrokenScenario with the file, and the line and the key if they are known
   */
  public static <T> T read(Resource resource, String place, Class<T> type) {
    return read(resource, place, type, (_, _) -> List.of());
  }

  /**
   * Reads a built-in file.
   *
   * @param place the file's name in error messages
   * @param others as for {@link BuiltIn#read(Class, BiFunction)}
   * @throws BrokenScenario with the file, and the line and the key if they are known
   */
  static <T> T read(
      Resource resource,
      String place,
      Class<T> type,
      BiFunction<T, Set<String>, List<String>> others) {
    byte[] content;
    try (InputStream in = resource.getInputStream()) {
      content = YamlBounds.read(in, place);
    } catch (IOException e) {
      throw new BrokenScenario(place, "can't be read: " + e.getMessage(), e);
    }
    T value = read(content, place, type, others);
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
    return read(content, place, type, (_, _) -> List.of());
  }

  /**
   * The same with the lines of the keys that its problems begin with, such as {@code
   * 'monitors.web.targets[2]'}.
   *
   * @param place the file's name in error messages
   */
  public static BrokenScenario withLines(byte[] content, String place, BrokenScenario broken) {
    List<String> problems = broken.problems();
    if (problems.size() == 1) {
      int line = line(content, problems.getFirst());
      return new BrokenScenario(place + YamlPlace.line(line), problems.getFirst(), broken);
    }
    return new BrokenScenario(
        place,
        problems.stream()
            .map(problem -> {
              int line = line(content, problem);
              return line == 0 ? problem : "line %d: %s".formatted(line, problem);
            })
            .toList());
  }

  private static int line(byte[] content, String problem) {
    Matcher key = KEY.matcher(problem);
    return key.lookingAt()
        ? YamlPlace.number(
            content, List.of(key.group(1).replace("[", ".").replace("]", "").split("\\.", -1)))
        : 0;
  }

  private static <T> @Nullable T read(
      byte[] content,
      String place,
      Class<T> type,
      BiFunction<T, Set<String>, List<String>> others) {
    if (!YamlBounds.check(content, place)) {
      return null;
    }
    List<String> flat = new ArrayList<>();
    OldForm onFlat = () -> flat.add(place);
    ObjectReader reader = YAML.readerFor(type).withAttribute(OldForm.class, onFlat);
    JsonNode tree;
    try {
      tree = YAML.readTree(YamlAliases.replaced(content));
    } catch (JacksonException e) {
      throw broken(content, place, ReadErrors.of(e), List.of(), e);
    }
    T value = value(reader, type, tree, content, place, others);
    if (!flat.isEmpty()) {
      log.warn(
          "{}: {} of its specs are written as 0.1.0 had it, and are read all the same: what is"
              + " said to a server belongs into 'server' now, where 'settleMillis' stands apart"
              + " from 'silenceMillis', and names are written without dashes",
          place,
          flat.size());
    }
    return value;
  }

  /**
   * Binds the content. Binding ends at the first fault, so what is wrong is taken out and the rest
   * bound again: a file's author is told all faults at once.
   */
  private static <T> T value(
      ObjectReader reader,
      Class<T> type,
      JsonNode tree,
      byte[] content,
      String place,
      BiFunction<T, Set<String>, List<String>> others) {
    List<Violation> faults = new ArrayList<>();
    while (true) {
      try {
        T value = type.cast(reader.<Object>readValue(tree));
        if (faults.isEmpty()) {
          return value;
        }
        Set<String> unread =
            faults.stream()
                .flatMap(fault -> fault.path().stream().limit(1))
                .collect(Collectors.toSet());
        throw broken(content, place, faults, others.apply(value, unread), null);
      } catch (JacksonException e) {
        List<Violation> next = ReadErrors.of(e);
        if (next.isEmpty() && !faults.isEmpty()) {
          throw broken(content, place, faults, List.of(), e);
        }
        boolean removed = false;
        for (Violation fault : next) {
          // What is missing where something was taken out isn't the author's fault.
          if (faults.stream().noneMatch(known -> isWithin(known.path(), fault.path()))) {
            faults.add(fault);
          }
          removed |= removeFrom(tree, fault.path());
        }
        if (!removed || faults.size() >= MOST_TOLD) {
          List<String> more =
              removed
                  ? List.of("there may be more: these are the first " + faults.size())
                  : List.of();
          throw broken(content, place, faults, more, e);
        }
      }
    }
  }

  private static boolean isWithin(List<String> path, List<String> outer) {
    return path.size() >= outer.size() && path.subList(0, outer.size()).equals(outer);
  }

  /** Removes what is at this path, or else what it is in: each time something. */
  private static boolean removeFrom(JsonNode tree, List<String> path) {
    List<String> at = path;
    while (!at.isEmpty() && !remove(tree, at)) {
      at = at.subList(0, at.size() - 1);
    }
    return !at.isEmpty();
  }

  private static boolean remove(JsonNode tree, List<String> path) {
    if (path.isEmpty()) {
      return false;
    }
    JsonNode parent = tree;
    for (String step : path.subList(0, path.size() - 1)) {
      parent =
          switch (parent) {
            case ObjectNode object -> object.path(YamlPlace.key(object.propertyNames(), step));
            case ArrayNode array when step.chars().allMatch(Character::isDigit) ->
                array.path(Integer.parseInt(step));
            default -> parent.path(step);
          };
    }
    String last = path.getLast();
    return switch (parent) {
      case ObjectNode object -> object.remove(YamlPlace.key(object.propertyNames(), last)) != null;
      // The elements behind it keep their places.
      case ArrayNode array when last.chars().allMatch(Character::isDigit) -> {
        int index = Integer.parseInt(last);
        boolean stands = index < array.size() && !array.get(index).isNull();
        if (stands) {
          array.set(index, array.nullNode());
        }
        yield stands;
      }
      default -> false;
    };
  }

  private static BrokenScenario broken(
      byte[] content,
      String place,
      List<Violation> faults,
      List<String> others,
      @Nullable JacksonException cause) {
    if (faults.isEmpty() || faults.getFirst().pointer().isEmpty()) {
      String why = cause == null ? "" : ": " + cause.getOriginalMessage();
      return new BrokenScenario(place, "must be one YAML document" + why, cause);
    }
    // Binding comes upon them in an order of its own.
    NavigableMap<Integer, List<Violation>> byLine = new TreeMap<>();
    for (Violation fault : faults) {
      int line = YamlPlace.number(content, fault.path());
      byLine.computeIfAbsent(line, _ -> new ArrayList<>()).add(fault);
    }
    if (byLine.size() == 1 && others.isEmpty()) {
      return new BrokenScenario(
          place + YamlPlace.line(byLine.firstKey()),
          Violation.sentences(byLine.firstEntry().getValue()),
          cause);
    }
    List<String> problems = new ArrayList<>();
    byLine.forEach((line, there) ->
        there.forEach(fault -> problems.add("line %d: %s".formatted(line, fault.sentence()))));
    problems.addAll(others);
    return new BrokenScenario(place, problems);
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
