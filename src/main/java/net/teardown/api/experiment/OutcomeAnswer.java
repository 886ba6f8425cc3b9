package net.teardown.api.experiment;

import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.experiment.outcome.Outcome;
import org.springframework.http.ResponseEntity;

/** Answers with what came of a run. */
public final class OutcomeAnswer {

  private OutcomeAnswer() {}

  /** 201 and where it is kept, or 200 if it isn't. */
  public static ResponseEntity<Object> made(Outcome outcome, Shown<Outcome> shown) {
    return shown.of(
        outcome,
        outcome.id() == null
            ? ResponseEntity.ok()
            : ResponseEntity.created(Paths.ofExperiment(outcome.id())));
  }
}
