package net.teardown.experiment.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.teardown.input.SpellingHint;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/** Reads a parsed tree into a draft, and reports everything that it doesn't understand at once. */
final class SpecReader {

  private final List<Violation> violations = new ArrayList<>();
  private final boolean strict;
  private final boolean takesBack;
  private SpecDraft draft = SpecDraft.EMPTY;

  private SpecReader(boolean strict, boolean takesBack) {
    this.strict = strict;
    this.takesBack = takesBack;
  }

  static SpecDraft readKept(Map<?, ?> tree) {
    SpecReader reader = new SpecReader(false, false);
    reader.readAll(null, tree);
    return reader.result();
  }

  static SpecDraft read(@Nullable Object tree) {
    return read(tree, new SpecReader(true, false));
  }

  static SpecDraft readOverride(@Nullable Object tree) {
    return read(tree, new SpecReader(true, true));
  }

  private static SpecDraft read(@Nullable Object tree, SpecReader reader) {
    if (tree instanceof Map<?, ?> object) {
      reader.readAll(null, object);
    } else {
      try {
        new FieldType.Part(false).read(tree == null ? "" : tree);
      } catch (FieldType.Misread e) {
        String message = tree == null ? "must be an object, not null" : e.getMessage();
        throw new InvalidSpec(List.of(new Violation("", String.valueOf(message))));
      }
    }
    return reader.result();
  }

  static SpecDraft read(SpecField<?> field, @Nullable Object value) {
    SpecReader reader = new SpecReader(true, false);
    reader.readOne(field, value);
    return reader.result();
  }

  static SpecDraft readEntry(SpecField<Map<String, String>> field, String name, Object value) {
    try {
      return SpecDraft.of(field, Map.of(name, new FieldType.Text(Integer.MAX_VALUE).read(value)));
    } catch (FieldType.Misread e) {
      throw new InvalidSpec(
          List.of(
              new Violation(
                  field.pointer() + "/" + Violation.escaped(name),
                  String.valueOf(e.getMessage()))));
    }
  }

  private SpecDraft result() {
    if (!violations.isEmpty()) {
      // What could be read is looked at, too: everything that is wrong is named at once.
      SpecFields.ALL.forEach(this::checkRange);
      throw new InvalidSpec(violations);
    }
    return draft;
  }

  private <T> void checkRange(SpecField<T> field) {
    T value = draft.get(field);
    String broken = value == null ? null : field.type().broken(value);
    if (broken != null) {
      violations.add(new Violation(field.pointer(), broken));
    }
  }

  private void readAll(@Nullable SpecField<Boolean> part, Map<?, ?> object) {
    object.forEach((key, value) -> {
      String name = String.valueOf(key);
      String pointer = (part == null ? "" : part.pointer()) + "/" + Violation.escaped(name);
      SpecField<?> field = SpecFields.at(pointer);
      if (field == null && strict) {
        violations.add(new Violation(pointer, unknown(part, name)));
      } else if (field != null) {
        readOne(field, value);
      }
    });
  }

  @SuppressWarnings("unchecked") // a part's value is whether it stands there
  private <T> void readOne(SpecField<T> field, @Nullable Object value) {
    if (value == null) {
      if (field.mayBeNull() || takesBack) {
        draft = draft.without(field);
      } else if (strict) {
        violations.add(
            new Violation(
                field.pointer(),
                field.fallback() == null
                    ? "must not be null: leave it out"
                    : "must not be null: leave it out for its default"));
      }
      return;
    }
    try {
      draft = draft.with(field, field.type().read(value));
    } catch (FieldType.Misread e) {
      e.places().forEach(violation -> violations.add(violation.under(field.pointer())));
      return;
    }
    if (field.type() instanceof FieldType.Part) {
      readAll((SpecField<Boolean>) field, (Map<?, ?>) value);
    }
  }

  private static String unknown(@Nullable SpecField<Boolean> part, String name) {
    SpecField<?> place = SpecFields.at(SpecFields.SERVER.pointer() + "/" + Violation.escaped(name));
    if (part == null && place != null) {
      return "is now '%s': {\"server\": {\"%s\": ...}}"
          .formatted(new Violation(place.pointer(), "").field(), place.name());
    }
    List<String> known = SpecFields.within(part).stream().map(SpecField::name).toList();
    return SpellingHint.unknown(name, known);
  }
}
