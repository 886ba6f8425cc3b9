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
 * Parses the query parameters of a request, without those of a form in the body. Spring's {@code
 * UriComponentsBuilder} and httpcore's {@code WWWFormCodec} ignore malformed escapes and parameters
 * without a name, which must be refused.
 */
final class Query {

  private Query() {}

  /**
   * Names and values, decoded, in the order of the query.
   *
   * @throws InvalidRequest if an escape is malformed
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

  /** The message doesn't repeat a value that can't be decoded, because it may be a secret. */
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
