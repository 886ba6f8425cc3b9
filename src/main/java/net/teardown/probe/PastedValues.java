package net.teardown.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.teardown.input.SpellingHint;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/** Takes values out of a file's tree, and notes by its place what isn't as it should be. */
final class PastedValues {

  private final List<Violation> violations = new ArrayList<>();

  /** Everything that is wrong so far. */
  List<Violation> violations() {
    return List.copyOf(violations);
  }

  void known(String place, Map<?, ?> object, List<String> names) {
    for (Object key : object.keySet()) {
      String name = String.valueOf(key);
      refuse(
          !names.contains(name),
          place + "/" + Violation.escaped(name),
          SpellingHint.unknown(name, names));
    }
  }

  Map<?, ?> object(String place, @Nullable Object written) {
    refuse(written != null && !(written instanceof Map), place, "must be an object");
    return written instanceof Map<?, ?> object ? object : Map.of();
  }

  List<?> list(String place, Map<?, ?> object, String key) {
    Object written = object.get(key);
    refuse(written != null && !(written instanceof List), place + "/" + key, "must be an array");
    return written instanceof List<?> list ? list : List.of();
  }

  /** A plain value as Go reads it into a string; null if there is none. */
  @Nullable String text(String place, @Nullable Object written) {
    boolean plain = !(written instanceof Map || written instanceof List);
    refuse(!plain, place, "must be a string");
    return written == null || !plain ? null : String.valueOf(written);
  }

  boolean isTrue(String place, @Nullable Object written) {
    refuse(written != null && !(written instanceof Boolean), place, "must be true or false");
    return Boolean.TRUE.equals(written);
  }

  void refuse(boolean broken, String place, String message) {
    if (broken) {
      violations.add(new Violation(place, message));
    }
  }
}
