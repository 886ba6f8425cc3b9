package net.teardown.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a request, and how to mend it. It stands either in the body or in a
 * parameter.
 *
 * @param pointer where in the body, as a JSON pointer in a fragment: {@code #/bytesRead}; null for
 *     a parameter
 * @param parameter which parameter of path or query; null for the body
 * @param message what is wrong and what to do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Flaw(@Nullable String pointer, @Nullable String parameter, String message) {

  /** In the body as a whole. */
  public static Flaw inBody(String message) {
    return new Flaw("#", null, message);
  }

  /** In a field of the body. */
  public static Flaw inField(String field, String message) {
    return new Flaw("#/" + Violation.escaped(field), null, message);
  }

  /** In a field of the body, or in one of a field's own: {@code spec/bytesRead}. */
  public static Flaw inPath(String path, String message) {
    return new Flaw("#/" + path, null, message);
  }

  /** In a parameter of path or query. */
  public static Flaw inParameter(String parameter, String message) {
    return new Flaw(null, parameter, message);
  }

  /** A broken rule, in the body. */
  public static Flaw of(Violation violation) {
    return new Flaw("#" + violation.pointer(), null, violation.message());
  }
}
