package net.teardown.api.http;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One way to show a kind of answer. Whoever adds one writes it in a class and registers it among
 * the kind's {@link Representations}; nothing else names it.
 *
 * @param <T> the kind of answer
 * @param type what it is for the OpenAPI document: a record that is written as JSON, or {@code
 *     String}
 * @param description what there is to see, for the OpenAPI document; null where the type says it
 * @param written a record that is to be written as JSON, or text; whether text shall be plain ASCII
 *     comes second
 */
public record Representation<T>(
    Format format, Class<?> type, @Nullable String description, BiFunction<T, Boolean, ?> written) {

  /** As a record that is written as JSON. */
  public static <T, V> Representation<T> json(Class<V> type, Function<T, V> view) {
    return new Representation<>(Format.JSON, type, null, (answer, _) -> view.apply(answer));
  }

  /** As text that is the same for every reader. */
  public static <T> Representation<T> text(
      Format format, String description, Function<T, String> written) {
    return text(format, description, (answer, _) -> written.apply(answer));
  }

  /**
   * As text for a terminal.
   *
   * @param written gets true for plain ASCII, for terminals without box-drawing characters
   */
  public static <T> Representation<T> text(
      Format format, String description, BiFunction<T, Boolean, String> written) {
    return new Representation<>(format, String.class, description, written);
  }
}
