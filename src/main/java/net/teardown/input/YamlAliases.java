package net.teardown.input;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Puts in place of each alias what it stands for (YAML 1.2, 7.1): a reader of trees takes an alias
 * for the text of its anchor's name. The file must be within {@link YamlBounds}.
 */
final class YamlAliases {

  private final List<Event> written = new ArrayList<>();
  private final Map<String, List<Event>> anchored = new HashMap<>();

  /** For each collection that is open where its events begin, if it has an anchor. */
  private final List<@Nullable Anchored> open = new ArrayList<>();

  private boolean replaced;

  private record Anchored(String anchor, int from) {}

  private YamlAliases() {}

  /** The characters of the file, with what its aliases stand for. */
  static Reader replaced(byte[] content) {
    YamlAliases aliases = new YamlAliases();
    for (Event event : new Yaml(YamlBounds.options()).parse(YamlBounds.text(content))) {
      aliases.next(event);
    }
    return aliases.replaced ? aliases.text() : YamlBounds.text(content);
  }

  private void next(Event event) {
    switch (event) {
      case AliasEvent alias -> {
        replaced = true;
        written.addAll(anchored.getOrDefault(alias.getAnchor(), List.of()));
      }
      case ScalarEvent scalar -> {
        written.add(plain(scalar));
        if (scalar.getAnchor() != null) {
          anchored.put(scalar.getAnchor(), List.of(written.getLast()));
        }
      }
      case CollectionStartEvent start -> {
        open.add(
            start.getAnchor() == null ? null : new Anchored(start.getAnchor(), written.size()));
        written.add(plain(start));
      }
      case CollectionEndEvent end -> {
        written.add(end);
        Anchored ended = open.removeLast();
        if (ended != null) {
          anchored.put(ended.anchor(), List.copyOf(written.subList(ended.from(), written.size())));
        }
      }
      default -> written.add(event);
    }
  }

  /** The same without its anchor, to which nothing refers any more. */
  private static ScalarEvent plain(ScalarEvent scalar) {
    return new ScalarEvent(
        null,
        scalar.getTag(),
        scalar.getImplicit(),
        scalar.getValue(),
        scalar.getStartMark(),
        scalar.getEndMark(),
        scalar.getScalarStyle());
  }

  private static CollectionStartEvent plain(CollectionStartEvent start) {
    return start instanceof MappingStartEvent
        ? new MappingStartEvent(
            null,
            start.getTag(),
            start.getImplicit(),
            start.getStartMark(),
            start.getEndMark(),
            start.getFlowStyle())
        : new SequenceStartEvent(
            null,
            start.getTag(),
            start.getImplicit(),
            start.getStartMark(),
            start.getEndMark(),
            start.getFlowStyle());
  }

  private Reader text() {
    StringWriter text = new StringWriter();
    DumperOptions options = new DumperOptions();
    options.setSplitLines(false);
    Emitter emitter = new Emitter(text, options);
    try {
      for (Event event : written) {
        emitter.emit(event);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StringReader(text.toString());
  }
}
