package net.teardown.api.problem;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.InvalidSpec;
import net.teardown.input.Nearest;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in the API's words what Jackson found wrong with a body. */
public final class JsonFlaws {

  /** Jackson points at a source that it doesn't show. */
  private static final Pattern START_MARKER =
      Pattern.compile(" \\(start marker at .*", Pattern.DOTALL);

  private static final String DUPLICATE = "Duplicate Object property";

  private static final String TRAILING = "Trailing token";

  private JsonFlaws() {}

  public static InvalidRequest of(JacksonException e) {
    if (e.getCause() instanceof InvalidSpec spec) {
      List<Violation> violations =
          spec.violations().stream().map(violation -> violation.under(path(e))).toList();
      return new InvalidRequest(
          Violation.sentences(violations), violations.stream().map(Flaw::of).toArray(Flaw[]::new));
    }
    return switch (e) {
      case UnrecognizedPropertyException unknown -> unknownField(unknown);
      case InvalidFormatException value ->
          wrongValue(value, value.getTargetType(), quoted(value.getValue()));
      case InputCoercionException value ->
          wrongValue(value, value.getTargetType(), "one beyond " + bits(value) + " bits");
      case MismatchedInputException more when more.getOriginalMessage().startsWith(TRAILING) ->
          moreThanOne(more);
      case MismatchedInputException missing
          when missing.getCurrentToken() == JsonToken.END_OBJECT ->
          missingField(missing);
      case MismatchedInputException value -> wrongValue(value, value.getTargetType(), token(value));
      case StreamConstraintsException limit ->
          malformed(limit, "The JSON is beyond what a request may hold");
      default ->
          e.getOriginalMessage().startsWith(DUPLICATE)
              ? duplicate(e)
              : malformed(e, "Malformed JSON");
    };
  }

  private static InvalidRequest unknownField(UnrecognizedPropertyException e) {
    Collection<Object> ids = e.getKnownPropertyIds() == null ? List.of() : e.getKnownPropertyIds();
    List<String> known = ids.stream().map(String::valueOf).toList();
    String hint = Nearest.hint(e.getPropertyName(), known);
    return new InvalidRequest(
        Nearest.ended("Unknown field '%s'%s".formatted(e.getPropertyName(), hint))
            + " Known fields: "
            + String.join(", ", known),
        new Flaw(pointer(e), null, "is unknown" + hint));
  }

  private static int bits(InputCoercionException beyond) {
    Class<?> wanted = beyond.getTargetType();
    return wanted == Long.class || wanted == long.class ? Long.SIZE : Integer.SIZE;
  }

  private static InvalidRequest missingField(MismatchedInputException e) {
    String message = "is required: " + kind(e.getTargetType());
    String pointer = pointer(e);
    return new InvalidRequest(
        "'%s' %s".formatted(pointer.substring(2), message), new Flaw(pointer, null, message));
  }

  private static InvalidRequest wrongValue(
      JacksonException e, @Nullable Class<?> wanted, String found) {
    String message = "must be %s, not %s".formatted(kind(wanted), found);
    String pointer = pointer(e);
    String field = pointer.equals("#") ? "The body" : "'" + pointer.substring(2) + "'";
    return new InvalidRequest("%s %s".formatted(field, message), new Flaw(pointer, null, message));
  }

  private static InvalidRequest duplicate(JacksonException e) {
    String field = e.processor() instanceof JsonParser parser ? parser.currentName() : null;
    String message = "stands there more than once";
    return new InvalidRequest(
        "'%s' %s, at %s".formatted(field, message, place(e)),
        field == null ? Flaw.inBody(message) : Flaw.inField(field, message));
  }

  private static InvalidRequest moreThanOne(MismatchedInputException e) {
    String message =
        "There is more behind the JSON value, at %s: send one value alone".formatted(place(e));
    return new InvalidRequest(message, Flaw.inBody(message));
  }

  private static InvalidRequest malformed(JacksonException e, String what) {
    String message =
        "%s at %s: %s"
            .formatted(what, place(e), START_MARKER.matcher(e.getOriginalMessage()).replaceAll(""));
    return new InvalidRequest(message, Flaw.inBody(message));
  }

  private static String kind(@Nullable Class<?> wanted) {
    if (wanted == null) {
      return "another type";
    }
    if (wanted.isEnum()) {
      return "one of "
          + Arrays.stream(wanted.getEnumConstants())
              .map(c -> ((Enum<?>) c).name())
              .collect(Collectors.joining(", "));
    }
    if (wanted == Integer.class
        || wanted == int.class
        || wanted == Long.class
        || wanted == long.class) {
      return "a whole number";
    }
    if (wanted == Boolean.class || wanted == boolean.class) {
      return "true or false";
    }
    if (wanted == Double.class || wanted == double.class) {
      return "a number";
    }
    if (Collection.class.isAssignableFrom(wanted)) {
      return "an array";
    }
    return wanted == String.class ? "a string" : "a JSON object";
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
    return "'" + (text.length() > 64 ? text.substring(0, 64) + "..." : text) + "'";
  }

  private static String place(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null
        ? "its end"
        : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  private static String pointer(JacksonException e) {
    return "#" + path(e);
  }

  private static String path(JacksonException e) {
    return e.getPath().stream()
        .map(step ->
            step.getPropertyName() == null
                ? String.valueOf(step.getIndex())
                : step.getPropertyName())
        .map(step -> "/" + Violation.escaped(step))
        .collect(Collectors.joining());
  }
}
