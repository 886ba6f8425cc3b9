package net.teardown.api.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Problem details (RFC 9457), and answers with them. */
public final class ProblemAnswer {

  private ProblemAnswer() {}

  /**
   * Problem details with what is wrong.
   *
   * @param flaws each thing that is wrong; may be empty
   */
  public static ProblemDetail problem(
      HttpStatusCode status, @Nullable String detail, List<InputError> flaws) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setDetail(detail);
    if (!flaws.isEmpty()) {
      problem.setProperty("errors", flaws);
    }
    return problem;
  }

  /** An answer with this problem: whatever was asked for, a problem is a problem. */
  public static ResponseEntity<Object> of(
      @Nullable Object problem, HttpHeaders headers, HttpStatusCode status) {
    HttpHeaders all = new HttpHeaders(headers);
    all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return new ResponseEntity<>(problem, all, status);
  }

  /** An answer with what is wrong. */
  public static ResponseEntity<Object> of(
      HttpStatusCode status, @Nullable String detail, List<InputError> flaws) {
    return of(problem(status, detail, flaws), new HttpHeaders(), status);
  }

  /** An answer to ask again after a while. */
  public static ResponseEntity<Object> later(ProblemDetail problem, Duration retryAfter) {
    HttpHeaders headers = new HttpHeaders();
    // Whole seconds, rounded up: RFC 9110 section 10.2.3 knows no fractions.
    headers.set(
        HttpHeaders.RETRY_AFTER,
        String.valueOf(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds())));
    return of(problem, headers, HttpStatusCode.valueOf(problem.getStatus()));
  }
}
