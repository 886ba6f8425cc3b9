package net.teardown.input;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * Bounds the size of a YAML file after expansion. A reader inserts the content of an anchor
 * wherever an alias names it, and some readers then write each value with all keys above it, so
 * that a few hundred bytes can need more memory than any heap has. The expanded size is therefore
 * computed first, from the parser's events alone, whose cost is proportional to the text.
 */
public final class YamlBounds {

  /** The size limit of a Kubernetes ConfigMap. */
  static final int MOST_BYTES = 1 << 20;

  static final int MOST_ALIASES = 50;
  static final int MOST_LEVELS = 16;
  static final int MOST_VALUES = 20_000;

  /** The length of the keys that lead to a value, joined together. */
  static final int LONGEST_PATH = 512;

  static final int LONGEST_VALUE = 100_000;

  /** The longest form of a list index. */
  private static final int INDEX = "[20000]".length();

  private YamlBounds() {}

  /**
   * Reads the bytes of a file.
   *
   * @param place the file's name in error messages
   * @throws BrokenScenario if the file can't be read, isn't a regular file, or is too long
   */
  public static byte[] read(Path path, String place) {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      if (!file.isRegularFile()) {
        throw new BrokenScenario(
            place,
            "must be a file, not a " + (file.isDirectory() ? "directory" : "device or pipe"));
      }
      if (file.size() > MOST_BYTES) {
        throw tooLong(place);
      }
      try (InputStream in = Files.newInputStream(path)) {
        return read(in, place);
      }
    } catch (IOException e) {
      throw new BrokenScenario(place, "can't be read: " + e, e);
    }
  }

  /**
   * Reads the bytes of an open stream.
   *
   * @throws BrokenScenario if there are too many
   * @throws IOException if the stream can't be read
   */
  static byte[] read(InputStream in, String place) throws IOException {
    byte[] content = in.readNBytes(MOST_BYTES + 1);
    if (content.length > MOST_BYTES) {
      throw tooLong(place);
    }
    return content;
  }

  private static BrokenScenario tooLong(String place) {
    return new BrokenScenario(place, "must be no longer than %d bytes".formatted(MOST_BYTES));
  }

  /**
   * Checks a file against the bounds.
   *
   * @return whether there is a document in it
   * @throws BrokenScenario with the line where the file exceeds a bound, or if it isn't YAML
   */
  public static boolean check(byte[] content, String place) {
    SizeCheck sizes = new SizeCheck(place);
    try {
      for (Event event : new Yaml(options()).parse(text(content))) {
        sizes.next(event);
      }
      // What is refused of its nodes, such as tags of a language, is refused here.
      return new Yaml(options()).compose(text(content)) != null;
    } catch (MarkedYAMLException e) {
      throw new BrokenScenario(
          place + line(e.getProblemMark()), "must be one YAML document: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new BrokenScenario(place, "must be one YAML document: " + firstLine(e), e);
    }
  }

  /** The characters of the file; a byte order mark determines the encoding. */
  static Reader text(byte[] content) {
    return new UnicodeReader(new ByteArrayInputStream(content));
  }

  private static String line(@Nullable Mark mark) {
    return mark == null ? "" : ", line " + (mark.getLine() + 1);
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES);
    return options;
  }

  /**
   * The size of a node after its aliases are expanded.
   *
   * @param values the number of values in it, including itself
   * @param levels the depth of nested collections in it
   * @param path the length of the longest path to a value in it
   * @param length the length of its text; 0 for a collection
   */
  private record Size(long values, int levels, int path, int length) {

    static Size ofText(int length) {
      return new Size(1, 0, 0, length);
    }

    boolean isText() {
      return levels == 0;
    }
  }

  /** A collection whose end has not been read yet. */
  private static final class OpenCollection {
    final @Nullable String anchor;
    final boolean mapping;
    final int prefix;
    long values = 1;
    int levels = 1;
    int path;
    @Nullable Integer key;

    /**
     * @param prefix the length of the path to it
     */
    OpenCollection(@Nullable String anchor, boolean mapping, int prefix) {
      this.anchor = anchor;
      this.mapping = mapping;
      this.prefix = prefix;
    }

    /** Whether the next node is a key and not a value. */
    boolean awaitsKey() {
      return mapping && key == null;
    }

    /** The length that the next node adds to the path. */
    int step() {
      return mapping ? (key == null ? 0 : key + 1) : INDEX;
    }

    Size size() {
      return new Size(values, levels, path, 0);
    }
  }

  /** Adds up the sizes in one pass over the events of a file. */
  private static final class SizeCheck {
    private final String place;
    private final Deque<OpenCollection> open = new ArrayDeque<>();

    /** The sizes of anchored nodes; null while the node has not ended. */
    private final Map<String, @Nullable Size> anchored = new HashMap<>();

    private int aliases;
    private int documents;

    SizeCheck(String place) {
      this.place = place;
    }

    void next(Event event) {
      switch (event) {
        case AliasEvent alias -> {
          aliases++;
          require(
              aliases <= MOST_ALIASES,
              alias,
              "more than %d aliases: write out what they stand for".formatted(MOST_ALIASES));
          Size size = anchored.get(alias.getAnchor());
          require(
              anchored.containsKey(alias.getAnchor()),
              alias,
              "the alias *%s has no anchor: &%s stands nowhere before it"
                  .formatted(alias.getAnchor(), alias.getAnchor()));
          require(
              size != null,
              alias,
              "the alias *%s stands within what it stands for".formatted(alias.getAnchor()));
          add(Objects.requireNonNull(size), alias);
        }
        case ScalarEvent scalar -> {
          require(
              scalar.getValue().length() <= LONGEST_VALUE,
              scalar,
              "a value must be no longer than %d characters".formatted(LONGEST_VALUE));
          Size size = Size.ofText(scalar.getValue().length());
          if (scalar.getAnchor() != null) {
            anchored.put(scalar.getAnchor(), size);
          }
          add(size, scalar);
        }
        case CollectionStartEvent collection -> {
          OpenCollection parent = open.peek();
          if (collection.getAnchor() != null) {
            anchored.put(collection.getAnchor(), null);
          }
          open.push(
              new OpenCollection(
                  collection.getAnchor(),
                  collection instanceof MappingStartEvent,
                  parent == null ? 0 : parent.prefix + parent.step()));
          require(open.size() <= MOST_LEVELS, collection, tooDeep());
        }
        case CollectionEndEvent end -> {
          OpenCollection ended = open.pop();
          if (ended.anchor != null) {
            anchored.put(ended.anchor, ended.size());
          }
          add(ended.size(), end);
        }
        case DocumentStartEvent document -> {
          documents++;
          require(documents == 1, document, "must be one YAML document");
        }
        default -> {
          // The end of the document, or the begin or end of the stream.
        }
      }
    }

    private void add(Size size, Event at) {
      OpenCollection into = open.peek();
      if (into == null) {
        return;
      }
      into.values += size.values();
      into.levels = Math.max(into.levels, 1 + size.levels());
      require(
          open.stream().mapToLong(each -> each.values).sum() <= MOST_VALUES,
          at,
          "more than %d values once its aliases are replaced".formatted(MOST_VALUES));
      require(open.size() + size.levels() <= MOST_LEVELS, at, tooDeep());
      if (into.awaitsKey()) {
        require(size.isText(), at, "a key must be text");
        into.key = size.length();
        return;
      }
      int path = into.step() + size.path();
      into.path = Math.max(into.path, path);
      into.key = null;
      require(
          into.prefix + path <= LONGEST_PATH,
          at,
          "the keys that lead to a value must be no longer than %d characters in all"
              .formatted(LONGEST_PATH));
    }

    private static String tooDeep() {
      return "more than %d levels of lists and keys within each other".formatted(MOST_LEVELS);
    }

    private void require(boolean holds, Event at, String problem) {
      if (!holds) {
        throw new BrokenScenario(place + line(at.getStartMark()), problem);
      }
    }
  }
}
