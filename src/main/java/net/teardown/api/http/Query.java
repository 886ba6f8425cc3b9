package net.teardown.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.api.problem.InvalidRequest;

/**
 * The parameters of a request's query, and of nothing else: a form in the body has none here. The
 * parsers at hand (Spring's {@code UriComponentsBuilder}, httpcore's {@code WWWFormCodec}) pass
 * over broken escapes and parameters without a name, which are to be refused.
 */
final class Query {

  private Query() {}

  /**
   * Names and values, decoded, in the order of the query.
   *
   * @throws InvalidRequest if an escape is broken
   */
  static Map<String, List<String>> of(HttpServletRequest request) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    String query = request.getQueryString();
    if (query == null) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals), "a parameter's name");
      String value =
          equals < 0
              ? ""
              : decoded(pair.substring(equals + 1), "the value of '%s'".formatted(name));
      parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
    return parameters;
  }

  /** A value that can't be read isn't repeated either: it may be a secret. */
  private static String decoded(String text, String what) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest(
          "The query has a broken escape in %s: a '%%' needs two hexadecimal digits behind it"
              .formatted(what));
    }
  }
}
