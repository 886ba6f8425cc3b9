package net.teardown.api.experiment;

import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.experiment.outcome.Experiment;
import org.springframework.http.ResponseEntity;

/** Builds the response with a run's outcome. */
public final class OutcomeAnswer {

  private OutcomeAnswer() {}

  /** Responds with 201 and the location if the outcome is kept, otherwise with 200. */
  public static ResponseEntity<Object> made(Experiment made, Shown<Experiment> shown) {
    return shown.of(
        made,
        made.id() == null
            ? ResponseEntity.ok()
            : ResponseEntity.created(Paths.ofExperiment(made.id())));
  }
}
