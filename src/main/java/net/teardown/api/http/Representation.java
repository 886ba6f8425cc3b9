package net.teardown.api.http;

import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * How the caller wants to see an answer.
 *
 * @param ascii plain ASCII in text, for terminals without box-drawing characters
 */
public record Representation(Format format, boolean ascii) {

  public static final String ASCII_PARAMETER = "ascii";

  /** Answers 200 with what is written in words or as JSON, and never drawn. */
  public ResponseEntity<Object> show(Supplier<Object> json, Function<Boolean, String> text) {
    Object body =
        switch (format) {
          case JSON -> json.get();
          case TEXT -> text.apply(ascii);
          case SVG, CSV -> throw new IllegalStateException("no such answer is produced");
        };
    return ResponseEntity.ok()
        .contentType(format.mediaType())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .body(body);
  }
}
