package net.teardown.campaign;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.spec.FlatSpec;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/** A place in a spec that an axis varies. */
sealed interface Varied {

  /**
   * The places that an axis of this name varies: one, or two for a name of 0.1.0; none if a spec
   * has no such place.
   */
  static List<Varied> by(String axis) {
    String pointer = axis.startsWith("/") ? axis : "/" + Violation.escaped(axis);
    SpecField<?> field = SpecFields.at(pointer);
    if (field != null) {
      return List.of(new Field(field));
    }
    SpecField<Map<String, String>> texts = SpecFields.textsWith(pointer);
    if (texts != null) {
      return List.of(new Entry(texts, new Violation(pointer, "").path().getLast()));
    }
    if (pointer.startsWith(SpecFields.TURNS.pointer() + "/")) {
      return List.of(new InTurns(pointer));
    }
    return FlatSpec.fieldsOf(axis).stream().map(named -> (Varied) new Field(named)).toList();
  }

  /** The field, or the one that has the entry. */
  SpecField<?> field();

  /** Its JSON pointer. */
  String pointer();

  /** Whether it is the place at this pointer, or contains it. */
  boolean covers(String pointer);

  /**
   * Reads a value of this place.
   *
   * @return a draft with that value alone; null removes what is there
   * @throws InvalidSpec if it isn't of the place's type
   */
  SpecDraft read(@Nullable Object value);

  /** The base with what {@link #read} returned laid over it. */
  SpecDraft over(SpecDraft base, SpecDraft read);

  /** The value of this place in a draft, as JSON writes it; null if there is none. */
  @Nullable Object written(SpecDraft draft);

  /** A whole field; an object is laid over the base field by field. */
  record Field(SpecField<?> field) implements Varied {

    @Override
    public String pointer() {
      return field.pointer();
    }

    @Override
    public boolean covers(String pointer) {
      return (pointer + "/").startsWith(field.pointer() + "/");
    }

    @Override
    public SpecDraft read(@Nullable Object value) {
      return value == null ? SpecDraft.EMPTY.without(field) : SpecDraft.read(field, value);
    }

    @Override
    public SpecDraft over(SpecDraft base, SpecDraft read) {
      return base.overriddenBy(read);
    }

    @Override
    public @Nullable Object written(SpecDraft draft) {
      return draft.written(field);
    }
  }

  /**
   * One entry of a field of texts, such as a single HTTP header; the field's other entries stay as
   * they are. As in HTTP, names that differ in case alone are the same.
   */
  record Entry(SpecField<Map<String, String>> field, String name) implements Varied {

    @Override
    public String pointer() {
      return field.pointer() + "/" + Violation.escaped(name);
    }

    @Override
    public boolean covers(String pointer) {
      return pointer.equalsIgnoreCase(pointer()) || pointer.equals(field.pointer());
    }

    @Override
    public SpecDraft read(@Nullable Object value) {
      return value == null ? SpecDraft.EMPTY : SpecDraft.readEntry(field, name, value);
    }

    @Override
    public SpecDraft over(SpecDraft base, SpecDraft read) {
      Map<String, String> known = Objects.requireNonNullElse(base.get(field), Map.of());
      Map<String, String> entries = new LinkedHashMap<>(known);
      entries.keySet().removeIf(name::equalsIgnoreCase);
      entries.putAll(Objects.requireNonNullElse(read.get(field), Map.of()));
      // A header doesn't replace a base's text, as an object would: that cell is refused.
      return entries.equals(known) ? base : base.with(field, Collections.unmodifiableMap(entries));
    }

    @Override
    public @Nullable Object written(SpecDraft draft) {
      return Objects.requireNonNullElse(draft.get(field), Map.<String, String>of()).get(name);
    }
  }

  /**
   * A place within the turns of a conversation. Whether a value fits there, the base decides.
   *
   * @param pointer {@code /server/turns/1/pauseMillis}
   */
  record InTurns(String pointer) implements Varied {

    @Override
    public SpecField<?> field() {
      return SpecFields.TURNS;
    }

    @Override
    public boolean covers(String other) {
      return (other + "/").startsWith(pointer + "/");
    }

    @Override
    public SpecDraft read(@Nullable Object value) {
      return SpecDraft.withinTurns(pointer.substring(SpecFields.TURNS.pointer().length()), value);
    }

    @Override
    public SpecDraft over(SpecDraft base, SpecDraft read) {
      return base.overriddenBy(read);
    }

    @Override
    public @Nullable Object written(SpecDraft draft) {
      return draft.valueWithinTurns();
    }
  }
}
