package net.teardown.api;

import java.util.function.Function;
import java.util.function.Supplier;
import net.teardown.experiment.Outcome;
import net.teardown.picture.Ladder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * How the caller wants to see an answer.
 *
 * @param ascii plain ASCII in text, for terminals without box-drawing characters
 */
record Representation(Format format, boolean ascii) {

  static final String ASCII_PARAMETER = "ascii";

  /** 201 and where the outcome is kept, or 200 if it isn't. */
  ResponseEntity<Object> answer(Outcome outcome) {
    return show(
        outcome.id() == null
            ? ResponseEntity.ok()
            : ResponseEntity.created(Paths.ofExperiment(outcome.id())),
        outcome);
  }

  /** Completes an answer with the outcome as the caller wants to see it. */
  ResponseEntity<Object> show(ResponseEntity.BodyBuilder answer, Outcome outcome) {
    Object body =
        switch (format) {
          case JSON -> OutcomeView.of(outcome);
          case TEXT -> Ladder.text(outcome, ascii);
          case SVG -> Ladder.svg(outcome);
          // No operation that answers an outcome offers it.
          case CSV -> throw new IllegalStateException("an outcome is no table");
        };
    return answer
        .contentType(format.mediaType())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .body(body);
  }

  /** Answers 200 with what is written in words or as JSON, and never drawn. */
  ResponseEntity<Object> show(Supplier<Object> json, Function<Boolean, String> text) {
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
