package net.teardown.experiment.spec;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One field of a spec, and all there is to know of it but what it does: a row of {@link
 * SpecFields}.
 *
 * @param <T> its value
 */
public final class SpecField<T> {

  private final int index;
  private final String pointer;
  private final String name;
  private final FieldType<T> type;
  private final @Nullable SpecField<Boolean> part;
  private final String meaning;
  private @Nullable T fallback;
  private @Nullable Object example;
  private boolean mayBeNull;
  private boolean physics = true;
  private final Map<PeerKind, String> misfits = new EnumMap<>(PeerKind.class);

  SpecField(
      int index,
      @Nullable SpecField<Boolean> part,
      String name,
      FieldType<T> type,
      String meaning) {
    this.index = index;
    this.part = part;
    this.name = name;
    this.pointer = (part == null ? "" : part.pointer) + "/" + name;
    this.type = type;
    this.meaning = meaning;
  }

  // ---- how a row is written

  SpecField<T> otherwise(T value) {
    this.fallback = value;
    return this;
  }

  SpecField<T> example(Object value) {
    this.example = value;
    return this;
  }

  /** Null says that the field is left out, also where a scenario says it. */
  SpecField<T> orNull() {
    this.mayBeNull = true;
    return this;
  }

  /** Stands beside the physics: a campaign has one value of it, or none. */
  SpecField<T> besidePhysics() {
    this.physics = false;
    return this;
  }

  /** Has no meaning there, and may be said only with its default's value. */
  SpecField<T> notFor(PeerKind kind, String why) {
    this.misfits.put(kind, why);
    return this;
  }

  // ---- what it says

  /** Its place in the table. */
  int index() {
    return index;
  }

  /** Where it stands, a JSON pointer: {@code /server/pauseMillis}. */
  public String pointer() {
    return pointer;
  }

  /** What it is called where it stands. */
  public String name() {
    return name;
  }

  /** What may stand in it. */
  public FieldType<T> type() {
    return type;
  }

  /** The object that it stands in; null at the top. */
  public @Nullable SpecField<Boolean> part() {
    return part;
  }

  /** What it means, a sentence. */
  public String meaning() {
    return meaning;
  }

  /** What holds where it isn't said; null where that has no value of its own. */
  public @Nullable T fallback() {
    return fallback;
  }

  /** A value for people to see, as JSON writes it; null where none is needed. */
  public @Nullable Object example() {
    return example;
  }

  /** Whether null may stand there, which leaves the field out. */
  public boolean mayBeNull() {
    return mayBeNull;
  }

  /** Whether a campaign may vary it. */
  public boolean mayBeAxis() {
    return physics;
  }

  /** Why it has no meaning where the other end is of this kind; null if it has. */
  @Nullable String misfit(PeerKind kind) {
    return misfits.get(kind);
  }

  /** Whether it stands in this object, at whatever depth. */
  boolean isWithin(SpecField<?> object) {
    for (SpecField<Boolean> outer = part; outer != null; outer = outer.part) {
      if (outer == object) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return pointer;
  }
}
