package net.teardown.experiment.spec;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One field of a spec, a row of {@link SpecFields}: its name, type, default and meaning.
 *
 * @param <T> the type of its value
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

  // ---- building a row

  SpecField<T> otherwise(T value) {
    this.fallback = value;
    return this;
  }

  SpecField<T> example(Object value) {
    this.example = value;
    return this;
  }

  /** Allows null, which leaves the field out, also over a scenario's value. */
  SpecField<T> orNull() {
    this.mayBeNull = true;
    return this;
  }

  /**
   * Marks a field that doesn't affect what happens on the network: a campaign has one value of it,
   * or none.
   */
  SpecField<T> besidePhysics() {
    this.physics = false;
    return this;
  }

  /**
   * Says that the field has no meaning for this kind of other end: only its default may be given.
   */
  SpecField<T> notFor(PeerKind kind, String why) {
    this.misfits.put(kind, why);
    return this;
  }

  // ---- reading a row

  /** Its index in the table. */
  int index() {
    return index;
  }

  /** Its JSON pointer (RFC 6901): {@code /server/pauseMillis}. */
  public String pointer() {
    return pointer;
  }

  /** Its name within its object. */
  public String name() {
    return name;
  }

  /** Its type. */
  public FieldType<T> type() {
    return type;
  }

  /** The object that contains it; null at the top level. */
  public @Nullable SpecField<Boolean> part() {
    return part;
  }

  /** What it means, as a sentence. */
  public String meaning() {
    return meaning;
  }

  /** The default value; null if there is none. */
  public @Nullable T fallback() {
    return fallback;
  }

  /** An example value as JSON writes it; null where none is needed. */
  public @Nullable Object example() {
    return example;
  }

  /** Whether null is allowed, which leaves the field out. */
  public boolean mayBeNull() {
    return mayBeNull;
  }

  /** Whether a campaign may vary it. */
  public boolean mayBeAxis() {
    return physics;
  }

  /** Why it has no meaning for this kind of other end; null if it has one. */
  @Nullable String misfit(PeerKind kind) {
    return misfits.get(kind);
  }

  /** Whether this object contains it, at any depth. */
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
