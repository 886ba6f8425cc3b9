package net.teardown.input;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns Jackson's exceptions about JSON and YAML into messages with the place of each error. */
public final class ReadErrors {

  private static final String DUPLICATE = "Duplicate Object property";
  private static final int LONGEST_QUOTE = 64;

  private ReadErrors() {}

  /** Every wrong value; empty if the text isn't well-formed. */
  public static List<Violation> of(JacksonException e) {
    if (e.getCause() instanceof Refused refused) {
      return refused.violations().stream().map(broken -> broken.under(pointer(e))).toList();
    }
    String message =
        switch (e) {
          case UnrecognizedPropertyException unknown -> unknown(unknown);
          case InvalidFormatException value ->
              wrong(value.getTargetType(), quoted(value.getValue()));
          case InputCoercionException value ->
              wrong(value.getTargetType(), "one beyond " + bits(value) + " bits");
          case MismatchedInputException missing
              when missing.getCurrentToken() == JsonToken.END_OBJECT ->
              "is required: " + kind(missing.getTargetType());
          case MismatchedInputException value when isValue(value) ->
              wrong(value.getTargetType(), token(value));
          default -> null;
        };
    if (message != null) {
      return List.of(new Violation(pointer(e), message));
    }
    String duplicate = e.getOriginalMessage().startsWith(DUPLICATE) ? pointerAt(e) : null;
    return duplicate == null
        ? List.of()
        : List.of(new Violation(duplicate, "stands there more than once, at " + place(e)));
  }

  /** Where in the text the error was noticed: {@code line 3, column 5}. */
  public static String place(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null
        ? "its end"
        : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  private static String unknown(UnrecognizedPropertyException e) {
    Collection<Object> ids = e.getKnownPropertyIds() == null ? List.of() : e.getKnownPropertyIds();
    return SpellingHint.unknown(e.getPropertyName(), ids.stream().map(String::valueOf).toList());
  }

  /** Whether the exception is about a value, and not about text after the last value. */
  private static boolean isValue(MismatchedInputException e) {
    return !e.getOriginalMessage().startsWith("Trailing token");
  }

  private static String wrong(@Nullable Class<?> wanted, String found) {
    return "must be %s, not %s".formatted(kind(wanted), found);
  }

  private static int bits(InputCoercionException beyond) {
    Class<?> wanted = beyond.getTargetType();
    return wanted == Long.class || wanted == long.class ? Long.SIZE : Integer.SIZE;
  }

  private static String kind(@Nullable Class<?> wanted) {
    if (wanted == null) {
      return "another type";
    }
    if (wanted.isEnum()) {
      return "one of "
          + Arrays.stream(wanted.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .collect(Collectors.joining(", "));
    }
    Map<Class<?>, String> words =
        Map.of(
            Integer.class, "a whole number",
            int.class, "a whole number",
            Long.class, "a whole number",
            long.class, "a whole number",
            Boolean.class, "true or false",
            boolean.class, "true or false",
            Double.class, "a number",
            double.class, "a number",
            String.class, "a string",
            Duration.class, "a time such as 10s");
    return Collection.class.isAssignableFrom(wanted)
        ? "an array"
        : words.getOrDefault(wanted, "an object");
  }

  private static String token(MismatchedInputException e) {
    return switch (e.getCurrentToken()) {
      case START_ARRAY, END_ARRAY -> "an array";
      case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a number";
      case VALUE_NUMBER_FLOAT -> "a fraction";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "this";
      case null -> "empty";
    };
  }

  private static String quoted(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() > LONGEST_QUOTE
        ? "'" + text.substring(0, LONGEST_QUOTE) + "...'"
        : "'" + text + "'";
  }

  /** The parser's position, which after a duplicate is the name that occurred before. */
  private static @Nullable String pointerAt(JacksonException e) {
    if (!(e.processor() instanceof JsonParser parser)) {
      return null;
    }
    String at = parser.streamReadContext().pathAsPointer().toString();
    return at.isEmpty() ? null : at;
  }

  private static String pointer(JacksonException e) {
    return e.getPath().stream()
        .map(step ->
            step.getPropertyName() == null
                ? String.valueOf(step.getIndex())
                : step.getPropertyName())
        .map(step -> "/" + Violation.escaped(step))
        .collect(Collectors.joining());
  }
}
