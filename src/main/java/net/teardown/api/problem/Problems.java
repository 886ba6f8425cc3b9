package net.teardown.api.problem;

import java.io.IOException;
import java.util.List;
import net.teardown.input.Refused;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns every refusal and every defect into a problem detail (RFC 9457) that says what is wrong and
 * what to do.
 */
public abstract class Problems extends ResponseEntityExceptionHandler {

  @ExceptionHandler
  public final ResponseEntity<Object> refused(Refused e) {
    HttpStatus status =
        switch (e.why()) {
          case INVALID -> HttpStatus.BAD_REQUEST;
          case FORBIDDEN -> HttpStatus.FORBIDDEN;
          case UNKNOWN -> HttpStatus.NOT_FOUND;
          case CONFLICT -> HttpStatus.CONFLICT;
          case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
          case BUSY -> HttpStatus.TOO_MANY_REQUESTS;
          case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    ProblemDetail problem =
        ProblemAnswer.problem(
            status, e.getMessage(), e.violations().stream().map(InputError::of).toList());
    return e.retryAfter() == null
        ? ProblemAnswer.of(problem, new HttpHeaders(), status)
        : ProblemAnswer.later(problem, e.retryAfter());
  }

  @ExceptionHandler
  protected final ResponseEntity<Object> invalidRequest(InvalidRequest e) {
    return ProblemAnswer.of(HttpStatus.BAD_REQUEST, e.getMessage(), e.errors());
  }

  /** The body can't be read, because it is cut short or its chunks are malformed. */
  @ExceptionHandler
  protected final ResponseEntity<Object> unreadableBody(IOException e) {
    logger.debug("unreadable body", e);
    return ProblemAnswer.of(
        HttpStatus.BAD_REQUEST, "The body ended early or its transfer coding is broken", List.of());
  }

  @ExceptionHandler
  protected final ResponseEntity<Object> unexpected(Exception e) {
    logger.error("unexpected failure", e);
    return ProblemAnswer.of(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "This is a defect of the service, not of the request; its log says more",
        List.of());
  }

  /** The last step of every response to a refusal by the framework. */
  @Override
  protected final ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return ProblemAnswer.of(body, headers, status);
  }
}
