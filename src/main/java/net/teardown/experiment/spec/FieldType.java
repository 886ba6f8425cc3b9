package net.teardown.experiment.spec;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * The type of a spec's field: how a value is read from parsed JSON or YAML, which values are
 * allowed, and how a value is written.
 *
 * @param <T> the Java type of the field's value; always immutable
 */
public sealed interface FieldType<T> {

  /**
   * A value isn't of the field's type. The message is a sentence whose subject is the field's name.
   */
  final class Misread extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> places;

    Misread(String wanted, @Nullable Object found) {
      this(List.of(new Violation("", "must be %s, not %s".formatted(wanted, described(found)))));
    }

    /**
     * @param places what is wrong in the value, each pointer relative to it
     */
    Misread(List<Violation> places) {
      super(places.getFirst().message(), null, false, false);
      this.places = List.copyOf(places);
    }

    private static Misread of(String message) {
      return new Misread(List.of(new Violation("", message)));
    }

    /** What is wrong, each pointer relative to the value; empty for the value itself. */
    List<Violation> places() {
      return places;
    }
  }

  /**
   * Reads a value of this type.
   *
   * @param written a string, number, boolean, list or map, as a parser returns it; not null
   * @throws Misread if it isn't a value of this type
   */
  T read(Object written) throws Misread;

  /** Says why a value isn't allowed; null if it is allowed. */
  default @Nullable String broken(T value) {
    return null;
  }

  /** Returns the value as JSON and YAML write it. */
  default Object written(T value) {
    return value;
  }

  /** A whole number, both bounds included. */
  record WholeNumber(int least, int most) implements FieldType<Integer> {

    @Override
    public Integer read(Object written) throws Misread {
      return whole(written);
    }

    @Override
    public @Nullable String broken(Integer value) {
      return value < least || value > most
          ? "must be " + least + " to " + most + ", not " + value
          : null;
    }
  }

  /** True or false. */
  record Truth() implements FieldType<Boolean> {

    @Override
    public Boolean read(Object written) throws Misread {
      if (written instanceof Boolean truth) {
        return truth;
      }
      throw new Misread("true or false", written);
    }
  }

  /** One name of an enum; case, dashes and underscores are ignored. */
  record OneOf<E extends Enum<E>>(Class<E> type) implements FieldType<E> {

    @Override
    public E read(Object written) throws Misread {
      return constant(type, written);
    }

    @Override
    public Object written(E value) {
      return value.name();
    }
  }

  /** A set of names of an enum, in the enum's order. */
  record AnyOf<E extends Enum<E>>(Class<E> type) implements FieldType<Set<E>> {

    @Override
    public Set<E> read(Object written) throws Misread {
      Set<E> values = EnumSet.noneOf(type);
      for (Object item : list(written)) {
        values.add(constant(type, item));
      }
      return Collections.unmodifiableSet(values);
    }

    @Override
    public Object written(Set<E> values) {
      return values.stream().map(Enum::name).toList();
    }
  }

  /** A set of whole numbers, each within both bounds. */
  record AnyNumber(int least, int most, String example) implements FieldType<Set<Integer>> {

    @Override
    public Set<Integer> read(Object written) throws Misread {
      Set<Integer> values = new LinkedHashSet<>();
      for (Object item : list(written)) {
        values.add(whole(item));
      }
      return Collections.unmodifiableSet(values);
    }

    @Override
    public @Nullable String broken(Set<Integer> values) {
      return values.stream().anyMatch(value -> value < least || value > most)
          ? "must be %d to %d, such as %s".formatted(least, most, example)
          : null;
    }

    @Override
    public Object written(Set<Integer> values) {
      return values.stream().toList();
    }
  }

  /** A string of at most {@code longest} characters that UTF-8 can encode. */
  record Text(int longest) implements FieldType<String> {

    @Override
    public String read(Object written) throws Misread {
      if (written instanceof String text) {
        return text;
      }
      throw new Misread("a string", written);
    }

    @Override
    public @Nullable String broken(String value) {
      if (value.length() > longest) {
        return "must be at most %d characters".formatted(longest);
      }
      return value.codePoints().anyMatch(Text::isHalfACharacter)
          ? "must not have half of a surrogate pair: no encoding has it, so it can't be sent"
          : null;
    }

    private static boolean isHalfACharacter(int point) {
      return Character.getType(point) == Character.SURROGATE;
    }
  }

  /** Strings by names that the caller chooses. */
  record Texts() implements FieldType<Map<String, String>> {

    @Override
    public Map<String, String> read(Object written) throws Misread {
      Map<String, String> texts = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : object(written).entrySet()) {
        if (!(entry.getValue() instanceof String text)) {
          throw new Misread("an object of strings", entry.getValue());
        }
        texts.put(String.valueOf(entry.getKey()), text);
      }
      return Collections.unmodifiableMap(texts);
    }
  }

  /** Strings in an order that matters, each of 1 to {@code longest} visible ASCII characters. */
  record Names(int most, int longest) implements FieldType<List<String>> {

    @Override
    public List<String> read(Object written) throws Misread {
      List<String> names = new ArrayList<>();
      for (Object item : list(written)) {
        if (!(item instanceof String name)) {
          throw new Misread("an array of strings", item);
        }
        names.add(name);
      }
      return Collections.unmodifiableList(names);
    }

    @Override
    public @Nullable String broken(List<String> names) {
      boolean allowed =
          names.size() <= most
              && names.stream()
                  .allMatch(name -> name.length() <= longest && name.matches("[!-~]+"));
      return allowed
          ? null
          : "must be at most %d names, each of 1 to %d visible ASCII characters"
              .formatted(most, longest);
    }
  }

  /** A regular expression (RE2), at most 4,096 characters and not empty. */
  record Expression() implements FieldType<Pattern> {

    private static final int LONGEST = 4096;

    /** So that looking at 8 KiB never takes longer than some ten milliseconds. */
    private static final int LARGEST_PROGRAM = 2000;

    @Override
    public Pattern read(Object written) throws Misread {
      String expression = new Text(LONGEST).read(written);
      if (expression.isEmpty() || expression.length() > LONGEST) {
        throw Misread.of("must be 1 to %d characters".formatted(LONGEST));
      }
      String broken = new Text(LONGEST).broken(expression);
      if (broken != null) {
        throw Misread.of(broken);
      }
      if (PatternSize.of(expression) > LARGEST_PROGRAM) {
        throw Misread.of("must be a smaller regular expression: it repeats too much");
      }
      try {
        return Pattern.compile(expression);
      } catch (PatternSyntaxException e) {
        throw Misread.of(
            "must be a regular expression of RE2, without backreferences and lookaround: %s"
                .formatted(e.getDescription()));
      }
    }

    @Override
    public Object written(Pattern value) {
      return value.pattern();
    }
  }

  /** The turns of a conversation, 1 to 64. */
  record Turns() implements FieldType<List<Turn>> {

    @Override
    public List<Turn> read(Object written) throws Misread {
      return TurnReader.read(list(written));
    }

    @Override
    public Object written(List<Turn> turns) {
      return TurnWriter.written(turns);
    }
  }

  /**
   * An object whose fields are rows of their own. Its value is whether the object is present.
   *
   * @param alternatives whether its fields exclude one another, so that a field that is set
   *     replaces the one set before
   */
  record Part(boolean alternatives) implements FieldType<Boolean> {

    @Override
    public Boolean read(Object written) throws Misread {
      object(written);
      return true;
    }
  }

  private static Map<?, ?> object(Object written) throws Misread {
    if (written instanceof Map<?, ?> object) {
      return object;
    }
    throw new Misread("an object", written);
  }

  private static Collection<?> list(Object written) throws Misread {
    if (written instanceof Collection<?> list) {
      return list;
    }
    throw new Misread("an array", written);
  }

  /**
   * Reads a whole number. As in JSON Schema, a number without a fraction is whole however it is
   * written: 5, 5.0, 5e0.
   */
  private static Integer whole(@Nullable Object written) throws Misread {
    return switch (written) {
      case Integer number -> number;
      case Double number when number.intValue() == number -> number.intValue();
      case null, default -> throw new Misread("a whole number", written);
    };
  }

  private static <E extends Enum<E>> E constant(Class<E> type, @Nullable Object written)
      throws Misread {
    if (written instanceof String text) {
      String name = bare(text);
      for (E constant : type.getEnumConstants()) {
        if (bare(constant.name()).equals(name)) {
          return constant;
        }
      }
    }
    throw new Misread(
        "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(Enum::name)
                .collect(Collectors.joining(", ")),
        written instanceof String text ? new Quoted(text) : written);
  }

  private static String bare(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** A string that an error message quotes. */
  record Quoted(String text) {}

  private static String described(@Nullable Object found) {
    return switch (found) {
      case null -> "null";
      case Quoted(String text) ->
          "'" + (text.length() > 64 ? text.substring(0, 64) + "..." : text) + "'";
      case String _ -> "a string";
      case Boolean _ -> "a boolean";
      case Integer _ -> "a number";
      case Long _, BigInteger _ -> "one beyond 32 bits";
      case Number fraction -> "'" + fraction + "'";
      case Collection<?> _ -> "an array";
      case Map<?, ?> _ -> "an object";
      default -> "this";
    };
  }
}
