package net.teardown.api.problem;

import java.util.List;
import java.util.regex.Pattern;
import net.teardown.input.ReadErrors;
import net.teardown.input.Violation;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Describes what is wrong with a JSON body. */
public final class JsonErrors {

  /** A part of Jackson's messages that points into a source that it doesn't show. */
  private static final Pattern START_MARKER =
      Pattern.compile(" \\(start marker at .*", Pattern.DOTALL);

  private JsonErrors() {}

  /** The refusal of a body that can't be parsed. */
  public static InvalidRequest of(JacksonException e) {
    List<Violation> violations = ReadErrors.of(e);
    if (!violations.isEmpty()) {
      return new InvalidRequest(
          Violation.sentences(violations),
          violations.stream().map(InputError::of).toArray(InputError[]::new));
    }
    String message =
        switch (e) {
          case MismatchedInputException _ ->
              "There is more behind the JSON value, at %s: send one value alone"
                  .formatted(ReadErrors.place(e));
          case StreamConstraintsException _ ->
              malformed(e, "The JSON is beyond what a request may hold");
          default -> malformed(e, "Malformed JSON");
        };
    return new InvalidRequest(message, InputError.inBody(message));
  }

  private static String malformed(JacksonException e, String what) {
    return "%s at %s: %s"
        .formatted(
            what, ReadErrors.place(e), START_MARKER.matcher(e.getOriginalMessage()).replaceAll(""));
  }
}
