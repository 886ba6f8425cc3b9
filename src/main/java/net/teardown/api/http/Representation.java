package net.teardown.api.http;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One way to show a kind of answer. A new one is written in a class of its own and registered among
 * the kind's {@link Representations}; no other place names it.
 *
 * @param <T> the kind of answer
 * @param type its type in the OpenAPI document: a record that is written as JSON, or {@code String}
 * @param description its description in the OpenAPI document; null if the type has one
 * @param written makes a record that is written as JSON, or text; the second argument is whether
 *     text must be plain ASCII
 */
public record Representation<T>(
    Format format, Class<?> type, @Nullable String description, BiFunction<T, Boolean, ?> written) {

  /** A record that is written as JSON. */
  public static <T, V> Representation<T> json(Class<V> type, Function<T, V> view) {
    return new Representation<>(Format.JSON, type, null, (answer, _) -> view.apply(answer));
  }

  /** Text that is the same for every reader. */
  public static <T> Representation<T> text(
      Format format, String description, Function<T, String> written) {
    return text(format, description, (answer, _) -> written.apply(answer));
  }

  /**
   * Text for a terminal.
   *
   * @param written gets true for plain ASCII, for terminals without box-drawing characters
   */
  public static <T> Representation<T> text(
      Format format, String description, BiFunction<T, Boolean, String> written) {
    return new Representation<>(format, String.class, description, written);
  }
}
