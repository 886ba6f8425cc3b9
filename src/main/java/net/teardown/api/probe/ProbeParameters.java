package net.teardown.api.probe;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.input.SpellingHint;
import org.jspecify.annotations.Nullable;

/** Checks the query of {@code GET /probe}: each parameter is known and given once. */
final class ProbeParameters {

  private static final List<String> KNOWN = List.of("target", "module", "debug");

  private ProbeParameters() {}

  /** What is wrong with the query, in a sentence; null if nothing is. */
  static @Nullable String fault(HttpServletRequest request) {
    for (Map.Entry<String, String[]> given : request.getParameterMap().entrySet()) {
      String name = given.getKey();
      if (!KNOWN.contains(name)) {
        return "Parameter '%s' %s".formatted(printable(name), SpellingHint.unknown(name, KNOWN));
      }
      if (given.getValue().length > 1) {
        return "Parameter '%s' must be given once, not %d times"
            .formatted(name, given.getValue().length);
      }
    }
    String debug = Objects.requireNonNullElse(request.getParameter("debug"), "false");
    return debug.equals("true") || debug.equals("false")
        ? null
        : "Parameter 'debug' must be true or false, not '%s'".formatted(printable(debug));
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
