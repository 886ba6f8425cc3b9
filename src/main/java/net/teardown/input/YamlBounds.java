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
 * How much a YAML file may come to. Whoever reads one puts the content of an anchor wherever an
 * alias names it, and some then write each value out with all the keys above it: a few hundred
 * bytes can stand for more than any heap. So what they would come to is reckoned up first, from the
 * parser's events alone, which cost no more than the text does.
 */
public final class YamlBounds {

  /** What a ConfigMap may hold. */
  static final int MOST_BYTES = 1 << 20;

  static final int MOST_ALIASES = 50;
  static final int MOST_LEVELS = 16;
  static final int MOST_VALUES = 20_000;

  /** Of the keys that lead to a value, written in a row. */
  static final int LONGEST_PATH = 512;

  static final int LONGEST_VALUE = 100_000;

  /** What an index into a list is written as, at most. */
  private static final int INDEX = "[20000]".length();

  private YamlBounds() {}

  /**
   * The bytes of a file.
   *
   * @param place what the file is called where something is wrong with it
   * @throws BrokenScenario if it can't be read, or is no file, or is too long
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
   * The bytes of what is open already.
   *
   * @throws BrokenScenario if they are too many
   * @throws IOException if they can't be read
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
   * Holds a file to what it may come to.
   *
   * @throws BrokenScenario naming the line at which it comes to more, or is no YAML
   */
  public static void check(byte[] content, String place) {
    Reckoning reckoning = new Reckoning(place);
    try {
      for (Event event : new Yaml(options()).parse(text(content))) {
        reckoning.next(event);
      }
    } catch (MarkedYAMLException e) {
      throw new BrokenScenario(
          place + line(e.getProblemMark()), "must be one YAML document: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new BrokenScenario(place, "must be one YAML document: " + firstLine(e), e);
    }
  }

  /** Its characters, which a byte order mark may say the encoding of. */
  static Reader text(byte[] content) {
    return new UnicodeReader(new ByteArrayInputStream(content));
  }

  /** Whether it says nothing at all. */
  static boolean isEmpty(byte[] content) {
    return new Yaml(options()).compose(text(content)) == null;
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
   * What a node comes to once its aliases are replaced.
   *
   * @param values in it, at least itself
   * @param levels of collections in it
   * @param path the longest way to a value in it
   * @param length of its text; of a collection there is none
   */
  private record Size(long values, int levels, int path, int length) {

    static Size ofText(int length) {
      return new Size(1, 0, 0, length);
    }

    boolean isText() {
      return levels == 0;
    }
  }

  /** A collection that has begun. */
  private static final class Begun {
    final @Nullable String anchor;
    final boolean mapping;
    final int prefix;
    long values = 1;
    int levels = 1;
    int path;
    @Nullable Integer key;

    /**
     * @param prefix how long the way to it is
     */
    Begun(@Nullable String anchor, boolean mapping, int prefix) {
      this.anchor = anchor;
      this.mapping = mapping;
      this.prefix = prefix;
    }

    /** Whether a key is next, and not a value. */
    boolean awaitsKey() {
      return mapping && key == null;
    }

    /** How long the way to what is next is, from here. */
    int step() {
      return mapping ? (key == null ? 0 : key + 1) : INDEX;
    }

    Size size() {
      return new Size(values, levels, path, 0);
    }
  }

  /** Goes through a file once. */
  private static final class Reckoning {
    private final String place;
    private final Deque<Begun> open = new ArrayDeque<>();

    /** What is anchored; null as long as that has not come to its end. */
    private final Map<String, @Nullable Size> anchored = new HashMap<>();

    private int aliases;
    private int documents;

    Reckoning(String place) {
      this.place = place;
    }

    void next(Event event) {
      switch (event) {
        case AliasEvent alias -> {
          aliases++;
          hold(
              aliases <= MOST_ALIASES,
              alias,
              "more than %d aliases: write out what they stand for".formatted(MOST_ALIASES));
          Size size = anchored.get(alias.getAnchor());
          hold(
              size != null || !anchored.containsKey(alias.getAnchor()),
              alias,
              "the alias *%s stands within what it stands for".formatted(alias.getAnchor()));
          add(size == null ? Size.ofText(0) : size, alias);
        }
        case ScalarEvent scalar -> {
          hold(
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
          Begun parent = open.peek();
          if (collection.getAnchor() != null) {
            anchored.put(collection.getAnchor(), null);
          }
          open.push(
              new Begun(
                  collection.getAnchor(),
                  collection instanceof MappingStartEvent,
                  parent == null ? 0 : parent.prefix + parent.step()));
          hold(open.size() <= MOST_LEVELS, collection, tooDeep());
        }
        case CollectionEndEvent end -> {
          Begun ended = open.pop();
          if (ended.anchor != null) {
            anchored.put(ended.anchor, ended.size());
          }
          add(ended.size(), end);
        }
        case DocumentStartEvent document -> {
          documents++;
          hold(documents == 1, document, "must be one YAML document");
        }
        default -> {
          // The end of the document, or begin or end of the file.
        }
      }
    }

    private void add(Size size, Event at) {
      Begun into = open.peek();
      if (into == null) {
        return;
      }
      into.values += size.values();
      into.levels = Math.max(into.levels, 1 + size.levels());
      hold(
          open.stream().mapToLong(each -> each.values).sum() <= MOST_VALUES,
          at,
          "more than %d values once its aliases are replaced".formatted(MOST_VALUES));
      hold(open.size() + size.levels() <= MOST_LEVELS, at, tooDeep());
      if (into.awaitsKey()) {
        hold(size.isText(), at, "a key must be text");
        into.key = size.length();
        return;
      }
      int path = into.step() + size.path();
      into.path = Math.max(into.path, path);
      into.key = null;
      hold(
          into.prefix + path <= LONGEST_PATH,
          at,
          "the keys that lead to a value must be no longer than %d characters in all"
              .formatted(LONGEST_PATH));
    }

    private static String tooDeep() {
      return "more than %d levels of lists and keys within each other".formatted(MOST_LEVELS);
    }

    private void hold(boolean holds, Event at, String problem) {
      if (!holds) {
        throw new BrokenScenario(place + line(at.getStartMark()), problem);
      }
    }
  }
}
