package net.teardown.api.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes problem details outside of Spring MVC. */
public final class PlainProblem {

  private PlainProblem() {}

  /** Answers a request before Spring MVC sees it. */
  public static void write(HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    byte[] body = json(status, detail);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** A problem detail as JSON in UTF-8. */
  public static byte[] json(HttpStatus status, String detail) {
    JsonStringEncoder encoder = JsonStringEncoder.getInstance();
    return """
    {
      "detail" : "%s",
      "status" : %d,
      "title" : "%s"
    }
    """
        .formatted(
            new String(encoder.quoteAsCharArray(detail)), status.value(), status.getReasonPhrase())
        .getBytes(StandardCharsets.UTF_8);
  }
}
