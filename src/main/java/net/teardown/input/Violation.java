package net.teardown.input;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One broken rule.
 *
 * @param pointer where in what was written, a JSON pointer (RFC 6901): {@code /server/pauseMillis};
 *     empty for the whole of it
 * @param message what is wrong and what to do, a sentence that the field's name completes
 */
public record Violation(String pointer, String message) {

  /** In a field at the top. */
  public static Violation of(String field, String message) {
    return new Violation("/" + escaped(field), message);
  }

  /** The same where what was read stands inside of something else, at {@code place}. */
  public Violation under(String place) {
    return new Violation(place + pointer, message);
  }

  /** The names that lead there, the outermost first. */
  public List<String> path() {
    return pointer.isEmpty()
        ? List.of()
        : Arrays.stream(pointer.substring(1).split("/", -1))
            .map(step -> step.replace("~1", "/").replace("~0", "~"))
            .toList();
  }

  /** The field as a sentence names it: {@code server.pauseMillis}, {@code targets[0]}. */
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

  /** The sentence: {@code 'bytesSent' must be 0 to 16777216, not -1}. */
  public String sentence() {
    return pointer.isEmpty() ? "The body " + message : "'%s' %s".formatted(field(), message);
  }

  /** All of these sentences, one after the other. */
  public static String sentences(Collection<Violation> violations) {
    return violations.stream().map(Violation::sentence).collect(Collectors.joining("; "));
  }

  /** A field's name as a part of a pointer (RFC 6901 3). */
  public static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
