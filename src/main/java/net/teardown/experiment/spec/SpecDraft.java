package net.teardown.experiment.spec;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A spec as written in a request, a file or an outcome: values by field, each of which may be
 * absent. It is immutable. {@link #toSpec()} checks the rules.
 */
public final class SpecDraft {

  /** Marks a field for which null was written: it is absent, even if the draft below sets it. */
  private static final Object LEFT_OUT = new Object();

  /** A draft in which no field is set. */
  public static final SpecDraft EMPTY = new SpecDraft(new @Nullable Object[SpecFields.ALL.size()]);

  /** The fields within each field, by its index. */
  private static final List<List<SpecField<?>>> WITHIN =
      SpecFields.ALL.stream().map(SpecDraft::within).toList();

  private final @Nullable Object[] values;

  /** Puts a draft together without a copy for each field. */
  static final class Builder {

    private final @Nullable Object[] values = EMPTY.values.clone();

    /** Sets this field; null removes it, even if the draft below sets it. */
    <T> void say(SpecField<T> field, @Nullable T value) {
      if (value == null) {
        clear(values, field, LEFT_OUT);
      } else {
        put(values, field, value);
      }
    }

    SpecDraft built() {
      return new SpecDraft(values.clone());
    }
  }

  private SpecDraft(@Nullable Object[] values) {
    this.values = values;
  }

  /** A draft in which one field is set. */
  public static <T> SpecDraft of(SpecField<T> field, T value) {
    return EMPTY.with(field, value);
  }

  /** The draft of this spec, with every field that has a meaning for its kind of other end. */
  public static SpecDraft of(Spec spec) {
    return SpecForm.draft(spec);
  }

  /**
   * Reads a draft from parsed JSON or YAML.
   *
   * @param tree maps, lists and plain values, as the parser returns them
   * @throws InvalidSpec if there are unknown fields, or values that aren't of their field's type
   */
  public static SpecDraft read(@Nullable Object tree) {
    return SpecReader.read(tree);
  }

  /**
   * Reads a draft that overrides another one: null removes what that one sets, for any field.
   *
   * @throws InvalidSpec as {@link #read(Object)} does
   */
  public static SpecDraft readOverride(@Nullable Object tree) {
    return SpecReader.readOverride(tree);
  }

  /**
   * Reads a stored draft, written by this version of the service or an earlier one. Unknown fields
   * are ignored.
   *
   * @throws InvalidSpec if there are values that aren't of their field's type
   */
  public static SpecDraft readKept(Map<?, ?> tree) {
    return SpecReader.readKept(FlatSpec.translated(tree));
  }

  /**
   * Reads one field's value.
   *
   * @throws InvalidSpec as {@link #read(Object)} does
   */
  public static SpecDraft read(SpecField<?> field, @Nullable Object value) {
    return SpecReader.read(field, value);
  }

  /**
   * Reads the value of one entry of a field of texts.
   *
   * @throws InvalidSpec if it isn't a string
   */
  public static SpecDraft readEntry(
      SpecField<Map<String, String>> field, String name, Object value) {
    return SpecReader.readEntry(field, name, value);
  }

  /** A draft with a value for one place within the turns of the draft that it will override. */
  public static SpecDraft withinTurns(String path, @Nullable Object value) {
    @Nullable Object[] values = EMPTY.values.clone();
    values[SpecFields.TURNS.index()] = new TurnPatch(path, value);
    return new SpecDraft(values);
  }

  /** The value that {@link #withinTurns} was given; null if there is none. */
  public @Nullable Object valueWithinTurns() {
    return values[SpecFields.TURNS.index()] instanceof TurnPatch(String _, Object value)
        ? value
        : null;
  }

  /** This draft with this value, and with the objects that contain the field. */
  public <T> SpecDraft with(SpecField<T> field, T value) {
    @Nullable Object[] copy = values.clone();
    put(copy, field, value);
    return new SpecDraft(copy);
  }

  /** This draft with this field removed, even if the draft below sets it. */
  public SpecDraft without(SpecField<?> field) {
    @Nullable Object[] copy = values.clone();
    clear(copy, field, LEFT_OUT);
    return new SpecDraft(copy);
  }

  /** This draft with this field not set. */
  public SpecDraft silentOn(SpecField<?> field) {
    @Nullable Object[] copy = values.clone();
    clear(copy, field, null);
    return new SpecDraft(copy);
  }

  /**
   * This draft overridden field by field by {@code other}.
   *
   * @throws InvalidSpec if {@code other} has a value within turns that doesn't fit into this
   *     draft's
   */
  public SpecDraft overriddenBy(SpecDraft other) {
    @Nullable Object[] copy = values.clone();
    dropOtherAlternatives(copy, other);
    for (SpecField<?> field : SpecFields.ALL) {
      Object over = other.values[field.index()];
      if (over == LEFT_OUT) {
        clear(copy, field, LEFT_OUT);
      } else if (over instanceof TurnPatch patch) {
        put(copy, field, patch.over(get(SpecFields.TURNS)));
      } else if (over != null) {
        put(copy, field, over);
      }
    }
    return new SpecDraft(copy);
  }

  /** The value of this field; null if it isn't set. */
  @SuppressWarnings("unchecked") // only what is of the field's type is ever put there
  public <T> @Nullable T get(SpecField<T> field) {
    Object value = values[field.index()];
    return value == LEFT_OUT || value instanceof TurnPatch ? null : (T) value;
  }

  /** The value of this field, or its default if it isn't set. */
  public <T> T value(SpecField<T> field) {
    T value = get(field);
    return value != null
        ? value
        : Objects.requireNonNull(field.fallback(), () -> field + " has no default");
  }

  /** Whether this field is set. */
  public boolean says(SpecField<?> field) {
    return get(field) != null;
  }

  /** The kind of the other end that this draft asks for. */
  public PeerKind kind() {
    return SpecForm.kind(this);
  }

  /** The other host as written, with its port if that is said; null on loopback. */
  public @Nullable String target() {
    String host = get(SpecFields.TARGET_HOST);
    Integer port = get(SpecFields.TARGET_PORT);
    return host == null || port == null ? host : new HostAndPort(host, port).toString();
  }

  /** How this draft wants the test connection to reach another host. */
  public Route route() {
    return SpecForm.route(this);
  }

  /**
   * The spec that this draft asks for, defaults filled in.
   *
   * @throws InvalidSpec if a field is missing or breaks a rule
   */
  public Spec toSpec() {
    return SpecRules.spec(this);
  }

  /**
   * The spec of a stored draft. It kept the rules of the version that stored it, so today's rules
   * aren't checked.
   */
  public Spec toSpecAsItWas() {
    return SpecForm.spec(this);
  }

  /** The results that the draft accepts; null if it doesn't say. */
  public @Nullable Expect expect() {
    return says(SpecFields.EXPECT) ? Expect.of(this) : null;
  }

  /** This draft as it may be stored and shown, see {@link Masked}. */
  public SpecDraft masked() {
    @Nullable Object[] copy = values.clone();
    mask(copy, SpecFields.TEXT, Masked::text);
    mask(copy, SpecFields.BASE64, Masked::base64);
    mask(copy, SpecFields.HEADERS, Masked::headers);
    mask(copy, SpecFields.TURNS, turns -> turns.stream().map(Turn::masked).toList());
    if (copy[SpecFields.TURNS.index()] instanceof TurnPatch patch) {
      copy[SpecFields.TURNS.index()] = patch.masked();
    }
    return new SpecDraft(copy);
  }

  /** Whether it contains a secret that is never stored, or its mask, see {@link Masked}. */
  public boolean hides() {
    String text = get(SpecFields.TEXT);
    String base64 = get(SpecFields.BASE64);
    Map<String, String> headers = get(SpecFields.HEADERS);
    return (values[SpecFields.TURNS.index()] instanceof TurnPatch patch && patch.hides())
        || (text != null && Masked.isIn(text))
        || (base64 != null && Masked.isInBase64(base64))
        || (headers != null && Masked.isIn(headers))
        || Masked.isIn(Objects.requireNonNullElse(get(SpecFields.TURNS), List.of()));
  }

  /** The indices of the turns that say a secret. */
  public List<Integer> secretTurns() {
    List<Turn> turns = Objects.requireNonNullElse(get(SpecFields.TURNS), List.of());
    return IntStream.range(0, turns.size())
        .filter(i -> turns.get(i) instanceof Turn.Say say && say.secret())
        .boxed()
        .toList();
  }

  /**
   * The draft as JSON and YAML write it: plain values, lists and maps by name; null where a field
   * is removed on purpose.
   */
  public Map<String, @Nullable Object> tree() {
    return tree(null);
  }

  private Map<String, @Nullable Object> tree(@Nullable SpecField<Boolean> part) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    for (SpecField<?> field : SpecFields.within(part)) {
      if (values[field.index()] == LEFT_OUT) {
        tree.put(field.name(), null);
      } else if (values[field.index()] != null) {
        tree.put(field.name(), written(field));
      }
    }
    return tree;
  }

  /** The value of this field as JSON and YAML write it; null if it isn't set. */
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

  /** Removes alternatives that exclude one another and that the overriding draft replaces. */
  private static void dropOtherAlternatives(@Nullable Object[] values, SpecDraft by) {
    for (SpecField<?> part : SpecFields.ALL) {
      // A campaign overrides a draft thousands of times, and few of the overrides set an
      // alternative.
      if (part.type() instanceof FieldType.Part(boolean alternatives)
          && alternatives
          && by.says(part)
          && SpecFields.within(part).stream().anyMatch(by::says)) {
        SpecFields.within(part).stream()
            .filter(field -> !by.says(field))
            .forEach(field -> clear(values, field, null));
      }
    }
  }

  private static void put(@Nullable Object[] values, SpecField<?> field, Object value) {
    SpecField<Boolean> part = field.part();
    if (part != null) {
      put(values, part, true);
    }
    values[field.index()] = value;
  }

  private static void clear(
      @Nullable Object[] values, SpecField<?> field, @Nullable Object instead) {
    for (SpecField<?> inner : WITHIN.get(field.index())) {
      values[inner.index()] = null;
    }
    values[field.index()] = instead;
  }

  private static List<SpecField<?>> within(SpecField<?> field) {
    return SpecFields.ALL.stream()
        .filter(inner -> inner.isWithin(field))
        .<SpecField<?>>map(inner -> inner)
        .toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SpecDraft draft && Arrays.equals(values, draft.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return tree().toString();
  }
}
