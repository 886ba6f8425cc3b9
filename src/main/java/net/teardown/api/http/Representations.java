package net.teardown.api.http;

import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;

/**
 * All representations of one kind of answer, as a bean. What the operations that answer it produce,
 * and what the OpenAPI document says of them, follows from it.
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
   * @param all the one for whoever doesn't mind comes first, then in the order in which they are
   *     listed
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // They are copied, and the array is given to nobody else.
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
   * An answer as this format shows it.
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

  /** The first of the acceptable media types, best first, that there is a representation of. */
  Optional<Shown<T>> acceptableTo(List<MediaType> acceptable, boolean ascii) {
    return acceptable.stream()
        .flatMap(type ->
            all.stream().filter(each -> type.isCompatibleWith(each.format().mediaType())).limit(1))
        .findFirst()
        .map(representation -> new Shown<>(representation, ascii));
  }
}
