package net.teardown.api.http;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** All kinds of answer that have representations, and all formats. */
@Component
public final class KindsOfAnswer {

  private final Map<Class<?>, Representations<?>> kinds = new HashMap<>();
  private final Map<String, Format> formats = new LinkedHashMap<>();

  KindsOfAnswer(List<Representations<?>> registered) {
    for (Representations<?> kind : registered) {
      if (kinds.put(kind.kind(), kind) != null) {
        throw new IllegalStateException(kind.kind() + " is registered twice");
      }
      for (Format format : kind.formats()) {
        Format other = formats.putIfAbsent(format.word(), format);
        if (other != null && !other.equals(format)) {
          throw new IllegalStateException("%s and %s share a word".formatted(format, other));
        }
      }
    }
  }

  /**
   * The representations of this handler's answer; empty if it has a single one.
   *
   * @throws IllegalStateException if none are registered for its kind of answer
   */
  public Optional<Representations<?>> of(Method handler) {
    return Arrays.stream(handler.getGenericParameterTypes())
        .filter(ParameterizedType.class::isInstance)
        .map(ParameterizedType.class::cast)
        .filter(type -> type.getRawType() == Shown.class)
        .findFirst()
        .map(this::of);
  }

  private Representations<?> of(ParameterizedType shown) {
    Type kind = shown.getActualTypeArguments()[0];
    Representations<?> representations = kinds.get(kind);
    if (representations == null) {
      throw new IllegalStateException("no representations are registered for " + kind);
    }
    return representations;
  }

  public List<Representations<?>> all() {
    return List.copyOf(kinds.values());
  }

  /** All formats of all kinds of answer. */
  List<Format> formats() {
    return List.copyOf(formats.values());
  }

  /** The format that {@code ?format=} names. */
  Optional<Format> ofWord(String word) {
    return Optional.ofNullable(formats.get(word.toLowerCase(Locale.ROOT)));
  }
}
