package net.teardown.api.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.JsonErrors;
import net.teardown.api.problem.ProblemAnswer;
import net.teardown.api.problem.Problems;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
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
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Turns the framework's refusals into problem details in the same words as the service's own. */
@RestControllerAdvice
public final class RequestProblems extends Problems {

  private final List<Representations<?>> kinds;

  /**
   * @param kinds whose formats a caller may have asked for
   */
  public RequestProblems(List<Representations<?>> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  @ExceptionHandler
  ResponseEntity<Object> invalidParameter(InvalidParameterException e) {
    return ProblemAnswer.of(
        HttpStatus.BAD_REQUEST,
        "The query can't be read: a parameter has no name, or isn't UTF-8 in percent-encoding",
        List.of());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String name =
        e instanceof MethodArgumentTypeMismatchException mismatch
            ? mismatch.getName()
            : String.valueOf(e.getPropertyName());
    String message = "must be %s, not '%s'".formatted(kind(e.getRequiredType()), e.getValue());
    return ProblemAnswer.of(
        HttpStatus.BAD_REQUEST,
        "'%s' %s".formatted(name, message),
        List.of(InputError.inParameter(name, message)));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return switch (e.getCause()) {
      case JacksonException json -> invalidRequest(JsonErrors.of(json));
      case IOException broken -> unreadableBody(broken);
      case null, default ->
          ProblemAnswer.of(
              HttpStatus.BAD_REQUEST,
              "The body must be a JSON object, not empty or null",
              List.of(InputError.inBody("must be a JSON object, not empty or null")));
    };
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return parameters(
        e.getBindingResult().getAllErrors().stream().map(RequestProblems::inputError).toList());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<InputError> errors =
        e.getParameterValidationResults().stream()
            .flatMap(result ->
                result.getResolvableErrors().stream()
                    .map(error ->
                        InputError.inParameter(
                            String.valueOf(result.getMethodParameter().getParameterName()),
                            "%s, not '%s'"
                                .formatted(error.getDefaultMessage(), result.getArgument()))))
            .toList();
    return parameters(errors);
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
        ProblemAnswer.problem(
            status, "%s is not supported. %s".formatted(type, Example.of(request)), List.of()),
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
    ProblemDetail problem = ProblemAnswer.problem(status, notAcceptable(types, request), List.of());
    return handleExceptionInternal(e, problem, headers, status, request);
  }

  /** Says it in the caller's own terms: those of {@code ?format=} where that was sent. */
  private String notAcceptable(List<MediaType> types, WebRequest request) {
    String format = request.getParameter(Format.PARAMETER);
    if (format != null) {
      String words =
          kinds.stream()
              .flatMap(kind -> kind.formats().stream())
              .filter(known -> types.stream().anyMatch(known.mediaType()::equalsTypeAndSubtype))
              .map(Format::word)
              .distinct()
              .collect(Collectors.joining(", "));
      return "This can't be answered as format=%s, only as %s"
          .formatted(format, words.isEmpty() ? "it is: leave 'format' out" : words);
    }
    String known =
        types.stream()
            .map(type -> type.getType() + "/" + type.getSubtype())
            .distinct()
            .collect(Collectors.joining(", "));
    return "This can be answered as %s only; leave 'Accept' out%s"
        .formatted(known, types.contains(MediaType.APPLICATION_JSON) ? " for JSON" : "");
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Set<HttpMethod> methods =
        new TreeSet<>(Objects.requireNonNullElse(e.getSupportedHttpMethods(), Set.of()));
    if (methods.contains(HttpMethod.GET)) {
      // Spring answers it wherever it answers GET.
      methods.add(HttpMethod.HEAD);
    }
    String allowed =
        methods.isEmpty()
            ? "others"
            : methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
    HttpHeaders allowing = new HttpHeaders(headers);
    allowing.setAllow(methods);
    return handleExceptionInternal(
        e,
        ProblemAnswer.problem(
            status, "%s is not allowed here, only %s".formatted(e.getMethod(), allowed), List.of()),
        allowing,
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
    return ProblemAnswer.of(
        HttpStatus.NOT_FOUND,
        "There is nothing at %s; %s lists what there is".formatted(path, Paths.DOCUMENTATION),
        List.of());
  }

  private ResponseEntity<Object> parameters(List<InputError> errors) {
    String detail =
        errors.stream()
            .map(error -> "'%s' %s".formatted(error.parameter(), error.message()))
            .collect(Collectors.joining("; "));
    return ProblemAnswer.of(HttpStatus.BAD_REQUEST, detail, errors);
  }

  private static InputError inputError(ObjectError error) {
    String name = error instanceof FieldError field ? field.getField() : error.getObjectName();
    if (error instanceof FieldError field && field.isBindingFailure()) {
      Class<?> wanted =
          error.contains(TypeMismatchException.class)
              ? error.unwrap(TypeMismatchException.class).getRequiredType()
              : null;
      return InputError.inParameter(
          name, "must be %s, not '%s'".formatted(kind(wanted), field.getRejectedValue()));
    }
    return InputError.inParameter(
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
      case "Instant" ->
          "a point in time such as 2026-11-22T10:00:00Z, or how long ago: -90s, -1h30m, -7d";
      default -> "a " + wanted.getSimpleName();
    };
  }
}
