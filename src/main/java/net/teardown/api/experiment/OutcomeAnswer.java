package net.teardown.api.experiment;

import java.util.function.Supplier;
import net.teardown.api.http.Audit;
import net.teardown.api.http.Format;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.run.Unmet;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;

/** Builds the response with a run's outcome. */
public final class OutcomeAnswer {

  private OutcomeAnswer() {}

  /**
   * Responds with 201 and the location if the outcome is kept, otherwise with 200. With 422 if it
   * isn't what was expected and the caller wants a picture: whoever reads JSON gets a problem.
   *
   * @throws Unmet if it isn't what was expected and the caller reads JSON
   */
  public static ResponseEntity<Object> made(Supplier<Experiment> run, Shown<Experiment> shown) {
    return kept(
        () -> {
          try {
            Experiment made = run.get();
            audit(made);
            return made;
          } catch (Unmet e) {
            audit(e.experiment());
            throw e;
          }
        },
        HttpHeaders.EMPTY,
        shown);
  }

  /**
   * Responds as {@link #made} does with an experiment whose beginning was logged.
   *
   * @param headers further ones
   */
  static ResponseEntity<Object> kept(
      Supplier<Experiment> run, HttpHeaders headers, Shown<Experiment> shown) {
    try {
      Experiment made = run.get();
      BodyBuilder response =
          made.id() == null
              ? ResponseEntity.ok()
              : ResponseEntity.created(Paths.ofExperiment(made.id()));
      return shown.of(made, response.headers(headers));
    } catch (Unmet e) {
      if (shown.representation().format().equals(Format.JSON)) {
        throw e;
      }
      BodyBuilder response = ResponseEntity.status(HttpStatus.UNPROCESSABLE_CONTENT);
      if (e.experiment().id() != null) {
        response.location(Paths.ofExperiment(e.experiment().id()));
      }
      return shown.of(e.experiment(), response.headers(headers));
    }
  }

  private static void audit(Experiment made) {
    Outcome outcome = made.outcome();
    Audit.ran(outcome.target(), outcome.verdict().name(), made.id());
  }
}
