package net.teardown.api.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Builds problem details (RFC 9457) and responses with them. */
public final class ProblemAnswer {

  private ProblemAnswer() {}

  /**
   * Problem details with a list of errors.
   *
   * @param errors each error; may be empty
   */
  public static ProblemDetail problem(
      HttpStatusCode status, @Nullable String detail, List<InputError> errors) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setDetail(detail);
    if (!errors.isEmpty()) {
      problem.setProperty("errors", errors);
    }
    return problem;
  }

  /**
   * A response with this problem as {@code application/problem+json}, whatever the caller accepts.
   */
  public static ResponseEntity<Object> of(
      @Nullable Object problem, HttpHeaders headers, HttpStatusCode status) {
    HttpHeaders all = new HttpHeaders(headers);
    all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return new ResponseEntity<>(problem, all, status);
  }

  /** A response with these errors. */
  public static ResponseEntity<Object> of(
      HttpStatusCode status, @Nullable String detail, List<InputError> errors) {
    return of(problem(status, detail, errors), new HttpHeaders(), status);
  }

  /** A response that tells the caller to try again later. */
  public static ResponseEntity<Object> later(ProblemDetail problem, Duration retryAfter) {
    HttpHeaders headers = new HttpHeaders();
    // Whole seconds, rounded up: Retry-After allows no fractions (RFC 9110 section 10.2.3).
    headers.set(
        HttpHeaders.RETRY_AFTER,
        String.valueOf(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds())));
    return of(problem, headers, HttpStatusCode.valueOf(problem.getStatus()));
  }
}
