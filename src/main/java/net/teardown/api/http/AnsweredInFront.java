package net.teardown.api.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * Answers the plain requests of one path before Spring's filters and dispatcher, which take longer
 * than the answer itself. A controller gives all other answers of that path, by the same methods,
 * so that there is one implementation of each.
 */
public interface AnsweredInFront {

  /** The path, without parameters. Its last segment may stand for any: {@code /all/{id}}. */
  String path();

  /** The method. A POST has a body of JSON, which is there when the answer is asked for. */
  default HttpMethod method() {
    return HttpMethod.GET;
  }

  /** The status of a success, of those with a body. */
  default HttpStatus success() {
    return HttpStatus.OK;
  }

  /**
   * The answer to a request without headers of a special meaning, from a caller who is allowed to
   * ask. Anything but the {@link #success} is discarded, and the request goes the usual way.
   *
   * @return null if the request isn't so plain after all
   */
  @Nullable ResponseEntity<byte[]> answer(HttpServletRequest request);
}
