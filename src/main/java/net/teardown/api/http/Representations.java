package net.teardown.api.http;

import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;

/**
 * All representations of one kind of answer, as a bean. They determine what the operations with
 * this answer produce and what the OpenAPI document says of them.
 *
 * @param <T> the kind of answer
 */
public final class Representations<T> {

  private final Class<T> kind;
  private final List<Representation<T>> all;

  private Representations(Class<T> kind, List<Representation<T>> all) {
    this.kind = kind;
    this.all = all;
  }

  /**
   * The representations of one kind of answer.
   *
   * @param all the default comes first; documents list them in this order
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is copied and not passed on.
  public static <T> Representations<T> of(Class<T> kind, Representation<T>... all) {
    List<Representation<T>> listed = List.of(all);
    if (listed.isEmpty()
        || listed.stream().map(Representation::format).distinct().count() < all.length) {
      throw new IllegalArgumentException(
          "%s must have representations, each of a format of its own".formatted(kind));
    }
    return new Representations<>(kind, listed);
  }

  public List<Representation<T>> all() {
    return all;
  }

  public List<Format> formats() {
    return all.stream().map(Representation::format).toList();
  }

  /**
   * How an answer is shown in this format.
   *
   * @throws IllegalArgumentException if there is no such representation
   */
  public Shown<T> in(Format format) {
    return all.stream()
        .filter(representation -> representation.format().equals(format))
        .findFirst()
        .map(representation -> new Shown<>(representation, false))
        .orElseThrow(
            () -> new IllegalArgumentException("%s isn't shown as %s".formatted(kind, format)));
  }

  Class<T> kind() {
    return kind;
  }

  /** The representation for the best of the acceptable media types that has one. */
  Optional<Shown<T>> acceptableTo(List<MediaType> acceptable, boolean ascii) {
    return acceptable.stream()
        .flatMap(type ->
            all.stream().filter(each -> type.isCompatibleWith(each.format().mediaType())).limit(1))
        .findFirst()
        .map(representation -> new Shown<>(representation, ascii));
  }
}
