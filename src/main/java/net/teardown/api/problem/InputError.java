package net.teardown.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * One error in a request, and how to correct it. It is either in the body or in a parameter.
 *
 * @param pointer the place in the body, as a JSON pointer in a fragment: {@code #/bytesRead}; null
 *     for a parameter
 * @param parameter the name of a path or query parameter; null for the body
 * @param message what is wrong and what to do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InputError(@Nullable String pointer, @Nullable String parameter, String message) {

  /** An error in the body as a whole. */
  public static InputError inBody(String message) {
    return new InputError("#", null, message);
  }

  /** An error in a field of the body. */
  public static InputError inField(String field, String message) {
    return new InputError("#/" + Violation.escaped(field), null, message);
  }

  /** An error in a field of the body, or in a nested one: {@code spec/bytesRead}. */
  public static InputError inPath(String path, String message) {
    return new InputError("#/" + path, null, message);
  }

  /** An error in a path or query parameter. */
  public static InputError inParameter(String parameter, String message) {
    return new InputError(null, parameter, message);
  }

  /** A broken rule in the body. */
  public static InputError of(Violation violation) {
    return new InputError("#" + violation.pointer(), null, violation.message());
  }
}
