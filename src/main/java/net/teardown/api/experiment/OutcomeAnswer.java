package net.teardown.api.experiment;

import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.experiment.outcome.Experiment;
import org.springframework.http.ResponseEntity;

/** Answers with what came of a run. */
public final class OutcomeAnswer {

  private OutcomeAnswer() {}

  /** 201 and where it is kept, or 200 if it isn't. */
  public static ResponseEntity<Object> made(Experiment made, Shown<Experiment> shown) {
    return shown.of(
        made,
        made.id() == null
            ? ResponseEntity.ok()
            : ResponseEntity.created(Paths.ofExperiment(made.id())));
  }
}
