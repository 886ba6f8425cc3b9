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

/** Every kind of answer that has representations, and every format that any has. */
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
   * What this handler answers; empty if it answers in one way alone.
   *
   * @throws IllegalStateException if nothing is registered for it
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

  /** Every format that some answer is written as. */
  List<Format> formats() {
    return List.copyOf(formats.values());
  }

  /** What {@code ?format=} means. */
  Optional<Format> ofWord(String word) {
    return Optional.ofNullable(formats.get(word.toLowerCase(Locale.ROOT)));
  }
}
