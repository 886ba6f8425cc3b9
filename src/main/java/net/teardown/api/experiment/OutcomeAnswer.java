package net.teardown.api.experiment;

import net.teardown.api.http.Paths;
import net.teardown.api.http.Representation;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.picture.Ladder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Answers with an outcome as the caller wants to see it. */
public final class OutcomeAnswer {

  private OutcomeAnswer() {}

  /** 201 and where it is kept, or 200 if it isn't. */
  public static ResponseEntity<Object> made(Outcome outcome, Representation representation) {
    return of(
        outcome,
        representation,
        outcome.id() == null
            ? ResponseEntity.ok()
            : ResponseEntity.created(Paths.ofExperiment(outcome.id())));
  }

  /** Completes an answer with it. */
  static ResponseEntity<Object> of(
      Outcome outcome, Representation representation, ResponseEntity.BodyBuilder answer) {
    Object body =
        switch (representation.format()) {
          case JSON -> OutcomeView.of(outcome);
          case TEXT -> Ladder.text(outcome, representation.ascii());
          case SVG -> Ladder.svg(outcome);
          // No operation that answers an outcome offers it.
          case CSV -> throw new IllegalStateException("an outcome is no table");
        };
    return answer
        .contentType(representation.format().mediaType())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .body(body);
  }
}
