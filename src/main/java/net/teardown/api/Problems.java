package net.teardown.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import net.teardown.api.experiment.OutcomeView;
import net.teardown.api.http.Example;
import net.teardown.api.http.Paths;
import net.teardown.api.problem.Flaw;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.api.problem.JsonFlaws;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.input.Refused;
import net.teardown.instance.NoThread;
import net.teardown.run.NotKept;
import net.teardown.run.Unmet;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Every error as a problem detail (RFC 9457) that names what is wrong and what to do. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

  private static final Duration THREAD_RETRY = Duration.ofSeconds(10);
  private static final Duration STORE_RETRY = Duration.ofSeconds(5);

  @ExceptionHandler
  ResponseEntity<Object> refused(Refused e, WebRequest request) {
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
        problem(status, e.getMessage(), e.violations().stream().map(Flaw::of).toList());
    return e.retryAfter() == null
        ? createResponseEntity(problem, new HttpHeaders(), status, request)
        : later(problem, e.retryAfter(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> invalidRequest(InvalidRequest e, WebRequest request) {
    return answer(HttpStatus.BAD_REQUEST, e.getMessage(), e.flaws(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> invalidCursor(Experiments.InvalidCursor e, WebRequest request) {
    Flaw flaw =
        Flaw.inParameter(
            "after", "must be the cursor of a page's 'next'; leave it out for the first page");
    return answer(HttpStatus.BAD_REQUEST, e.getMessage(), List.of(flaw), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> invalidParameter(InvalidParameterException e, WebRequest request) {
    return answer(
        HttpStatus.BAD_REQUEST, "The query isn't UTF-8 in percent-encoding", List.of(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> noThread(NoThread e, WebRequest request) {
    return later(
        problem(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage(), List.of()), THREAD_RETRY, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> historyUnavailable(Experiments.HistoryUnavailable e, WebRequest request) {
    logger.warn(e.getMessage());
    logger.debug("the history is unavailable", e);
    return later(
        problem(HttpStatus.SERVICE_UNAVAILABLE, e.trouble(), List.of()), STORE_RETRY, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> notKept(NotKept e, WebRequest request) {
    logger.warn(
        "An outcome could not be kept: " + Objects.requireNonNull(e.getCause()).getMessage());
    logger.debug("an outcome could not be kept", e);
    ProblemDetail problem = problem(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage(), List.of());
    problem.setProperty("outcome", OutcomeView.of(e.outcome()));
    return later(problem, STORE_RETRY, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> unmet(Unmet e, WebRequest request) {
    ProblemDetail problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage(), List.of());
    problem.setProperty("outcome", OutcomeView.of(e.outcome()));
    HttpHeaders headers = new HttpHeaders();
    if (e.outcome().id() != null) {
      headers.setLocation(Paths.ofExperiment(e.outcome().id()));
    }
    return createResponseEntity(problem, headers, HttpStatus.UNPROCESSABLE_CONTENT, request);
  }

  /** Reading the body failed: it is cut short, or its chunks are broken. */
  @ExceptionHandler
  ResponseEntity<Object> unreadableBody(IOException e, WebRequest request) {
    logger.debug("unreadable body", e);
    return answer(
        HttpStatus.BAD_REQUEST,
        "The body ended early or its transfer coding is broken",
        List.of(),
        request);
  }

  @ExceptionHandler
  ResponseEntity<Object> unexpected(Exception e, WebRequest request) {
    logger.error("unexpected failure", e);
    return answer(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "This is a defect of the service, not of the request; its log says more",
        List.of(),
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String name =
        e instanceof MethodArgumentTypeMismatchException mismatch
            ? mismatch.getName()
            : String.valueOf(e.getPropertyName());
    String message = "must be %s, not '%s'".formatted(kind(e.getRequiredType()), e.getValue());
    return answer(
        HttpStatus.BAD_REQUEST,
        "'%s' %s".formatted(name, message),
        List.of(Flaw.inParameter(name, message)),
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return switch (e.getCause()) {
      case JacksonException json -> invalidRequest(JsonFlaws.of(json), request);
      case IOException broken -> unreadableBody(broken, request);
      case null, default ->
          answer(
              HttpStatus.BAD_REQUEST,
              "The body must be a JSON object, not empty or null",
              List.of(Flaw.inBody("must be a JSON object, not empty or null")),
              request);
    };
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return parameters(
        e.getBindingResult().getAllErrors().stream().map(Problems::flaw).toList(), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<Flaw> flaws =
        e.getParameterValidationResults().stream()
            .flatMap(result ->
                result.getResolvableErrors().stream()
                    .map(error ->
                        Flaw.inParameter(
                            String.valueOf(result.getMethodParameter().getParameterName()),
                            "%s, not '%s'"
                                .formatted(error.getDefaultMessage(), result.getArgument()))))
            .toList();
    return parameters(flaws, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String written = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String type =
        written == null ? "A body without a Content-Type" : "Content-Type '%s'".formatted(written);
    return handleExceptionInternal(
        e,
        problem(status, "%s is not supported. %s".formatted(type, Example.of(request)), List.of()),
        headers,
        status,
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
      HttpMediaTypeNotAcceptableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<MediaType> types =
        e.getSupportedMediaTypes().isEmpty()
            ? List.of(MediaType.APPLICATION_JSON)
            : e.getSupportedMediaTypes();
    String known =
        types.stream()
            .map(type -> type.getType() + "/" + type.getSubtype())
            .distinct()
            .collect(Collectors.joining(", "));
    ProblemDetail problem =
        problem(
            status,
            "This can be answered as " + known + " only; leave 'Accept' out for JSON",
            List.of());
    return handleExceptionInternal(e, problem, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String allowed =
        e.getSupportedMethods() == null ? "others" : String.join(", ", e.getSupportedMethods());
    return handleExceptionInternal(
        e,
        problem(
            status, "%s is not allowed here, only %s".formatted(e.getMethod(), allowed), List.of()),
        headers,
        status,
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String path =
        request instanceof ServletWebRequest servlet
            ? servlet.getRequest().getRequestURI()
            : e.getResourcePath();
    return answer(
        HttpStatus.NOT_FOUND,
        "There is nothing at %s; %s lists what there is".formatted(path, Paths.DOCUMENTATION),
        List.of(),
        request);
  }

  /** The last step of every answer here: whatever was asked for, a problem is a problem. */
  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    HttpHeaders all = new HttpHeaders(headers);
    all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return new ResponseEntity<>(body, all, status);
  }

  private ResponseEntity<Object> parameters(List<Flaw> flaws, WebRequest request) {
    String detail =
        flaws.stream()
            .map(flaw -> "'%s' %s".formatted(flaw.parameter(), flaw.message()))
            .collect(Collectors.joining("; "));
    return answer(HttpStatus.BAD_REQUEST, detail, flaws, request);
  }

  private ResponseEntity<Object> later(
      ProblemDetail problem, Duration retryAfter, WebRequest request) {
    HttpHeaders headers = new HttpHeaders();
    // Whole seconds, rounded up: RFC 9110 section 10.2.3 knows no fractions.
    headers.set(
        HttpHeaders.RETRY_AFTER,
        String.valueOf(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds())));
    return createResponseEntity(
        problem, headers, HttpStatusCode.valueOf(problem.getStatus()), request);
  }

  private ResponseEntity<Object> answer(
      HttpStatus status, @Nullable String detail, List<Flaw> flaws, WebRequest request) {
    return createResponseEntity(problem(status, detail, flaws), new HttpHeaders(), status, request);
  }

  private static ProblemDetail problem(
      HttpStatusCode status, @Nullable String detail, List<Flaw> flaws) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setDetail(detail);
    if (!flaws.isEmpty()) {
      problem.setProperty("errors", flaws);
    }
    return problem;
  }

  private static Flaw flaw(ObjectError error) {
    String name = error instanceof FieldError field ? field.getField() : error.getObjectName();
    if (error instanceof FieldError field && field.isBindingFailure()) {
      Class<?> wanted =
          error.contains(TypeMismatchException.class)
              ? error.unwrap(TypeMismatchException.class).getRequiredType()
              : null;
      return Flaw.inParameter(
          name, "must be %s, not '%s'".formatted(kind(wanted), field.getRejectedValue()));
    }
    return Flaw.inParameter(
        name, Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid"));
  }

  private static String kind(@Nullable Class<?> wanted) {
    if (wanted == null) {
      return "of another kind";
    }
    if (wanted.isEnum()) {
      return "one of "
          + Arrays.stream(wanted.getEnumConstants())
              .map(c -> ((Enum<?>) c).name())
              .collect(Collectors.joining(", "));
    }
    return switch (wanted.getSimpleName()) {
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "boolean", "Boolean" -> "true or false";
      case "UUID" -> "an id such as 019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55";
      case "Instant" -> "a point in time such as 2026-11-22T10:00:00Z";
      default -> "a " + wanted.getSimpleName();
    };
  }
}
