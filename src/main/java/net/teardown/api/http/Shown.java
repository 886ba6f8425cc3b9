package net.teardown.api.http;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The representation in which the caller wants the answer. A handler with such a parameter answers
 * in every registered representation of the kind. A caller who accepts none of them is refused
 * before anything is done.
 *
 * @param <T> the kind of answer
 * @param ascii whether text is plain ASCII, for terminals without box-drawing characters
 */
public record Shown<T>(Representation<T> representation, boolean ascii) {

  public static final String ASCII_PARAMETER = "ascii";

  /** Responds with 200 and this answer. */
  public ResponseEntity<Object> of(T answer) {
    return of(answer, ResponseEntity.ok());
  }

  /** Completes a response with this answer. */
  public ResponseEntity<Object> of(T answer, ResponseEntity.BodyBuilder response) {
    return response
        .contentType(mediaType())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .body(body(answer));
  }

  public MediaType mediaType() {
    return representation.format().mediaType();
  }

  /** The body: text, or a record to be written as JSON. */
  public Object body(T answer) {
    return representation.written().apply(answer, ascii);
  }
}
