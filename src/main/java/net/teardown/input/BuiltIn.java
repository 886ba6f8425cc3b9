package net.teardown.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * A built-in YAML file. Its name consists of two digits, which give the order, and the name of what
 * it describes: {@code 01-echo-one-byte.yml}.
 *
 * @param place the file's name in error messages: {@code scenarios/01-x.yml}
 */
public record BuiltIn(Resource resource, String place) {

  private static final Pattern NUMBERED = Pattern.compile("\\d{2}-(.+)\\.yml");

  /**
   * The files of a folder, ordered by name.
   *
   * @param location a resource pattern such as {@code classpath:scenarios/*}
   * @param folder the folder's name in {@link #place}
   */
  public static List<BuiltIn> all(
      ResourcePatternResolver resources, String location, String folder) {
    try {
      return Arrays.stream(resources.getResources(location))
          .sorted(Comparator.comparing(BuiltIn::fileName))
          .map(file -> new BuiltIn(file, folder + "/" + fileName(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + location, e);
    }
  }

  /** The file's name within its folder. */
  public String fileName() {
    return fileName(resource);
  }

  /**
   * The name of what the file describes, taken from the file's name.
   *
   * @param words the separator between words of a name, {@code -} or {@code _}
   * @param called how an error message names this separator
   * @throws BrokenScenario if the file's name has another form
   */
  public String name(String words, String called) {
    Matcher numbered = NUMBERED.matcher(fileName());
    if (!numbered.matches()
        || !numbered
            .group(1)
            .matches("[a-z][a-z0-9]*(?:%s[a-z0-9]+)*".formatted(Pattern.quote(words)))) {
      throw new BrokenScenario(
          place,
          "a file's name must be two digits, a dash, a name in lower case with %s, and .yml"
              .formatted(called));
    }
    return numbered.group(1);
  }

  /**
   * Reads the file.
   *
   * @throws BrokenScenario with the file, and the line and the key if they are known
   */
  public <T> T read(Class<T> type) {
    return YamlFiles.read(resource, place, type);
  }

  /**
   * Reads the file.
   *
   * @param others what else is wrong where something can't be read: of the rest, and the top-level
   *     keys whose values couldn't be read
   * @throws BrokenScenario with the file, and each line and key that are known
   */
  public <T> T read(Class<T> type, BiFunction<T, Set<String>, List<String>> others) {
    return YamlFiles.read(resource, place, type, others);
  }

  private static String fileName(Resource file) {
    return Objects.requireNonNull(file.getFilename());
  }
}
