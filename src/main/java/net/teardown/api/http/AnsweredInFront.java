package net.teardown.api.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/**
 * Answers the plain requests of one path before Spring's filters and dispatcher, which take longer
 * than the answer itself. The same object answers all other requests of that path as a controller,
 * so that there is one implementation of each answer.
 */
public interface AnsweredInFront {

  /** The path, without parameters. */
  String path();

  /**
   * The answer to a GET without body and without headers of a special meaning, from a caller who is
   * allowed to ask. Anything but a 200 is discarded, and the request goes the usual way.
   *
   * @return null if the request isn't so plain after all
   */
  @Nullable ResponseEntity<byte[]> answer(HttpServletRequest request);
}
