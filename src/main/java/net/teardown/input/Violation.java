package net.teardown.input;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One broken rule.
 *
 * @param pointer the place in the input as a JSON pointer (RFC 6901): {@code /server/pauseMillis};
 *     empty for the whole input
 * @param message what is wrong and what to do; a sentence whose subject is the field's name
 */
public record Violation(String pointer, String message) {

  /** A violation in a top-level field. */
  public static Violation of(String field, String message) {
    return new Violation("/" + escaped(field), message);
  }

  /** The same violation where the input is nested at {@code place} in a larger one. */
  public Violation under(String place) {
    return new Violation(place + pointer, message);
  }

  /** The names on the path of the pointer, the outermost first. */
  public List<String> path() {
    return pointer.isEmpty()
        ? List.of()
        : Arrays.stream(pointer.substring(1).split("/", -1))
            .map(step -> step.replace("~1", "/").replace("~0", "~"))
            .toList();
  }

  /** The field as messages name it: {@code server.pauseMillis}, {@code targets[0]}. */
  public String field() {
    StringBuilder field = new StringBuilder();
    for (String step : path()) {
      if (!step.isEmpty() && step.chars().allMatch(Character::isDigit)) {
        field.append('[').append(step).append(']');
      } else {
        field.append(field.isEmpty() ? "" : ".").append(step);
      }
    }
    return field.toString();
  }

  /** The whole sentence: {@code 'bytesSent' must be 0 to 16777216, not -1}. */
  public String sentence() {
    return pointer.isEmpty() ? "The body " + message : "'%s' %s".formatted(field(), message);
  }

  /** The sentences of all violations, joined by semicolons. */
  public static String sentences(Collection<Violation> violations) {
    return violations.stream().map(Violation::sentence).collect(Collectors.joining("; "));
  }

  /** Escapes a field's name for a JSON pointer (RFC 6901 3). */
  public static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
