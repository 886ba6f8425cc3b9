package net.teardown.formats;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import net.teardown.experiment.spec.FieldType;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;

/** The words of a format: what its enums are written as, by the fields that they stand in. */
public final class Words {

  private final Function<Enum<?>, String> written;
  private final Set<Class<?>> seen = new HashSet<>();
  private final Map<String, Set<String>> words = new TreeMap<>();

  private Words(Function<Enum<?>, String> written) {
    this.written = written;
  }

  /**
   * The words that these records may say, and all records in them. Fields of one name count as one.
   *
   * @param written how a constant is written
   */
  @SafeVarargs
  public static Map<String, List<String>> of(
      Function<Enum<?>, String> written, Class<? extends Record>... records) {
    Words found = new Words(written);
    for (Class<?> each : records) {
      found.look(each.getSimpleName(), each);
    }
    Map<String, List<String>> all = new TreeMap<>();
    found.words.forEach((field, words) -> all.put(field, List.copyOf(words)));
    return all;
  }

  private static Type namesOf(FieldType<?> type) {
    return switch (type) {
      case FieldType.OneOf<?>(Class<?> names) -> names;
      case FieldType.AnyOf<?>(Class<?> names) -> names;
      default -> Object.class;
    };
  }

  private void look(String field, Type type) {
    switch (type) {
      case ParameterizedType container -> {
        for (Type argument : container.getActualTypeArguments()) {
          look(field, argument);
        }
      }
      case Class<?> enumeration when enumeration.isEnum() -> {
        for (Object constant : enumeration.getEnumConstants()) {
          words
              .computeIfAbsent(field, _ -> new LinkedHashSet<>())
              .add(written.apply((Enum<?>) constant));
        }
      }
      case Class<?> draft when draft == SpecDraft.class ->
          SpecFields.ALL.forEach(row -> look(row.name(), namesOf(row.type())));
      case Class<?> whole when whole.isRecord() && seen.add(whole) -> {
        for (RecordComponent component : whole.getRecordComponents()) {
          look(component.getName(), component.getGenericType());
        }
      }
      // Numbers, texts, and what was looked at before.
      default -> {}
    }
  }
}
