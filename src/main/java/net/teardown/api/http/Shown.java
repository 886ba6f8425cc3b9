package net.teardown.api.http;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * How the caller wants to see an answer. A handler that takes it as a parameter answers in every
 * representation that is registered for the kind; whom none suits is refused before anything is
 * done.
 *
 * @param <T> the kind of answer
 * @param ascii plain ASCII in text, for terminals without box-drawing characters
 */
public record Shown<T>(Representation<T> representation, boolean ascii) {

  public static final String ASCII_PARAMETER = "ascii";

  /** Answers 200 with it. */
  public ResponseEntity<Object> of(T answer) {
    return of(answer, ResponseEntity.ok());
  }

  /** Completes an answer with it. */
  public ResponseEntity<Object> of(T answer, ResponseEntity.BodyBuilder response) {
    return response
        .contentType(mediaType())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .body(body(answer));
  }

  public MediaType mediaType() {
    return representation.format().mediaType();
  }

  /** What is to be written: text, or a record that JSON is to be made of. */
  public Object body(T answer) {
    return representation.written().apply(answer, ascii);
  }
}
