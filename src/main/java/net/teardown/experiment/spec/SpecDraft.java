package net.teardown.experiment.spec;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A spec as it is written down, in a request, in a file, in an outcome: values by their fields,
 * every one of which may be left out. It never changes; what its values are held to is said by
 * {@link #toSpec()}.
 */
public final class SpecDraft {

  /** Stands where null is written: the field is left out, whatever this draft is laid over. */
  private static final Object LEFT_OUT = new Object();

  /** A draft that says nothing. */
  public static final SpecDraft EMPTY = new SpecDraft(new @Nullable Object[SpecFields.ALL.size()]);

  private final @Nullable Object[] said;

  private SpecDraft(@Nullable Object[] said) {
    this.said = said;
  }

  /** A draft that says one thing. */
  public static <T> SpecDraft of(SpecField<T> field, T value) {
    return EMPTY.with(field, value);
  }

  /** The draft that says everything of this spec which has a meaning for it. */
  public static SpecDraft of(Spec spec) {
    return SpecForm.draft(spec);
  }

  /**
   * Reads what was written.
   *
   * @param tree maps, lists and plain values, as a parser of JSON or YAML gives them
   * @throws InvalidSpec if there are fields that a spec hasn't, or values that aren't of their
   *     field's type
   */
  public static SpecDraft read(@Nullable Object tree) {
    return SpecReader.read(tree);
  }

  /**
   * Reads what goes over another draft: null takes back what that one says of any field.
   *
   * @throws InvalidSpec as {@link #read(Object)} does
   */
  public static SpecDraft readOverride(@Nullable Object tree) {
    return SpecReader.readOverride(tree);
  }

  /**
   * Reads what was written by some version of this service, now or before: what isn't known is
   * passed over.
   *
   * @throws InvalidSpec if there are values that aren't of their field's type
   */
  public static SpecDraft readKept(Map<?, ?> tree) {
    return SpecReader.readKept(FlatSpec.translated(tree));
  }

  /**
   * Reads a value that stands alone.
   *
   * @throws InvalidSpec as {@link #read(Object)} does
   */
  public static SpecDraft read(SpecField<?> field, @Nullable Object value) {
    return SpecReader.read(field, value);
  }

  /** This draft with this value, and with the objects that it stands in. */
  public <T> SpecDraft with(SpecField<T> field, T value) {
    @Nullable Object[] copy = said.clone();
    put(copy, field, value);
    return new SpecDraft(copy);
  }

  /** This draft with this field left out, whatever it is laid over. */
  public SpecDraft without(SpecField<?> field) {
    @Nullable Object[] copy = said.clone();
    clear(copy, field, LEFT_OUT);
    return new SpecDraft(copy);
  }

  /** This draft as if it said nothing of this field. */
  public SpecDraft silentOn(SpecField<?> field) {
    @Nullable Object[] copy = said.clone();
    clear(copy, field, null);
    return new SpecDraft(copy);
  }

  /** This draft, with what {@code other} says put over it, field by field. */
  public SpecDraft overriddenBy(SpecDraft other) {
    @Nullable Object[] copy = said.clone();
    dropOtherAlternatives(copy, other);
    for (SpecField<?> field : SpecFields.ALL) {
      Object over = other.said[field.index()];
      if (over == LEFT_OUT) {
        clear(copy, field, LEFT_OUT);
      } else if (over != null) {
        put(copy, field, over);
      }
    }
    return new SpecDraft(copy);
  }

  /** What it says of this field; null if nothing. */
  @SuppressWarnings("unchecked") // only what is of the field's type is ever put there
  public <T> @Nullable T get(SpecField<T> field) {
    Object value = said[field.index()];
    return value == LEFT_OUT ? null : (T) value;
  }

  /** What it says of this field, or else its default. */
  public <T> T value(SpecField<T> field) {
    T value = get(field);
    return value != null
        ? value
        : Objects.requireNonNull(field.fallback(), () -> field + " has no default");
  }

  /** Whether it says something of this field. */
  public boolean says(SpecField<?> field) {
    return get(field) != null;
  }

  /** Who the other end is, as far as this draft tells. */
  public PeerKind kind() {
    return SpecForm.kind(this);
  }

  /**
   * The spec that this draft asks for, defaults filled in.
   *
   * @throws InvalidSpec if a field is missing or breaks a rule
   */
  public Spec toSpec() {
    return SpecRules.spec(this);
  }

  /** The spec of a draft that was held to the rules of its time, and isn't to any others. */
  public Spec toSpecAsItWas() {
    return SpecForm.spec(this);
  }

  /** What counts as met; null if it doesn't say. */
  public @Nullable Expect expect() {
    return says(SpecFields.EXPECT)
        ? new Expect(
            value(SpecFields.VERDICTS), value(SpecFields.DELIVERIES), value(SpecFields.HTTP_STATUS))
        : null;
  }

  /** This draft as it may be kept and shown, see {@link Masked}. */
  public SpecDraft masked() {
    @Nullable Object[] copy = said.clone();
    mask(copy, SpecFields.TEXT, Masked::text);
    mask(copy, SpecFields.BASE64, Masked::base64);
    mask(copy, SpecFields.HEADERS, Masked::headers);
    return new SpecDraft(copy);
  }

  /** Whether it says what is never kept, or what stands in its place: see {@link Masked}. */
  public boolean hides() {
    String text = get(SpecFields.TEXT);
    String base64 = get(SpecFields.BASE64);
    Map<String, String> headers = get(SpecFields.HEADERS);
    return (text != null && Masked.isIn(text))
        || (base64 != null && Masked.isInBase64(base64))
        || (headers != null && Masked.isIn(headers));
  }

  /**
   * As JSON and YAML write it: names, and plain values, lists and maps; null where a field is left
   * out on purpose.
   */
  public Map<String, @Nullable Object> tree() {
    return tree(null);
  }

  private Map<String, @Nullable Object> tree(@Nullable SpecField<Boolean> part) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    for (SpecField<?> field : SpecFields.within(part)) {
      if (said[field.index()] == LEFT_OUT) {
        tree.put(field.name(), null);
      } else if (said[field.index()] != null) {
        tree.put(field.name(), written(field));
      }
    }
    return tree;
  }

  /** What it says of this field, as JSON and YAML write it; null if nothing. */
  @SuppressWarnings("unchecked") // a part's value is whether it stands there
  public <T> @Nullable Object written(SpecField<T> field) {
    T value = get(field);
    return value == null
        ? null
        : field.type() instanceof FieldType.Part
            ? tree((SpecField<Boolean>) field)
            : field.type().written(value);
  }

  private <T> void mask(@Nullable Object[] copy, SpecField<T> field, UnaryOperator<T> masking) {
    T value = get(field);
    if (value != null) {
      copy[field.index()] = masking.apply(value);
    }
  }

  /** Of what excludes one another, what is said last takes the place of the rest. */
  private static void dropOtherAlternatives(@Nullable Object[] said, SpecDraft by) {
    for (SpecField<?> part : SpecFields.ALL) {
      // A campaign lays thousands of drafts over another, few of which say anything here.
      if (part.type() instanceof FieldType.Part(boolean alternatives)
          && alternatives
          && by.says(part)
          && SpecFields.within(part).stream().anyMatch(by::says)) {
        SpecFields.within(part).stream()
            .filter(field -> !by.says(field))
            .forEach(field -> clear(said, field, null));
      }
    }
  }

  private static void put(@Nullable Object[] said, SpecField<?> field, Object value) {
    SpecField<Boolean> part = field.part();
    if (part != null) {
      put(said, part, true);
    }
    said[field.index()] = value;
  }

  private static void clear(@Nullable Object[] said, SpecField<?> field, @Nullable Object instead) {
    for (SpecField<?> inner : SpecFields.ALL) {
      if (inner.isWithin(field)) {
        said[inner.index()] = null;
      }
    }
    said[field.index()] = instead;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SpecDraft draft && Arrays.equals(said, draft.said);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(said);
  }

  @Override
  public String toString() {
    return tree().toString();
  }
}
