package net.teardown.input;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Finds the line of a value in a YAML document. */
final class YamlPlace {

  private YamlPlace() {}

  /**
   * The number of the line of the value at this path of keys and indexes, or of its nearest
   * existing ancestor; 0 if there is nothing.
   *
   * @param content well-formed YAML
   */
  static int number(byte[] content, List<String> path) {
    Node node = new Yaml(YamlBounds.options()).compose(YamlBounds.text(content));
    Mark mark = node == null ? null : node.getStartMark();
    for (String step : path) {
      Mark before = mark;
      switch (node) {
        case MappingNode mapping -> {
          NodeTuple entry =
              mapping.getValue().stream()
                  .filter(tuple ->
                      tuple.getKeyNode() instanceof ScalarNode key
                          && plain(key.getValue()).equals(plain(step)))
                  .findFirst()
                  .orElse(null);
          node = entry == null ? null : entry.getValueNode();
          mark = entry == null ? before : entry.getKeyNode().getStartMark();
        }
        case SequenceNode list when step.chars().allMatch(Character::isDigit) -> {
          int index = Integer.parseInt(step);
          node = index < list.getValue().size() ? list.getValue().get(index) : null;
          mark = node == null ? before : node.getStartMark();
        }
        case null, default -> {
          return mark == null ? 0 : mark.getLine() + 1;
        }
      }
    }
    return mark == null ? 0 : mark.getLine() + 1;
  }

  /** The one of these keys that is meant by a name, or the name itself. */
  static String key(Collection<String> keys, String name) {
    return keys.stream().filter(key -> plain(key).equals(plain(name))).findFirst().orElse(name);
  }

  /** Compares keys without dashes, since a key may be spelt with them. */
  private static String plain(String key) {
    return key.replace("-", "").toLowerCase(Locale.ROOT);
  }

  /** As messages name it: {@code ", line 3"}; empty for no line. */
  static String line(int number) {
    return number == 0 ? "" : ", line " + number;
  }
}
