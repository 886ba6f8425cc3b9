package net.teardown.api.experiment;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.teardown.api.http.Paths;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.ProblemAnswer;
import net.teardown.api.problem.UnmetPart;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.instance.NoThread;
import net.teardown.run.NotKept;
import net.teardown.run.Unmet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns failures of runs and of the history into problem details. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ExperimentProblems {

  private static final Logger LOG = LoggerFactory.getLogger(ExperimentProblems.class);
  private static final Duration THREAD_RETRY = Duration.ofSeconds(10);
  private static final Duration STORE_RETRY = Duration.ofSeconds(5);

  @ExceptionHandler
  ResponseEntity<Object> invalidCursor(Experiments.InvalidCursor e) {
    InputError error =
        InputError.inParameter(
            "after", "must be the cursor of a page's 'next'; leave it out for the first page");
    return ProblemAnswer.of(HttpStatus.BAD_REQUEST, e.getMessage(), List.of(error));
  }

  @ExceptionHandler
  ResponseEntity<Object> noThread(NoThread e) {
    return ProblemAnswer.later(
        ProblemAnswer.problem(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage(), List.of()),
        THREAD_RETRY);
  }

  @ExceptionHandler
  ResponseEntity<Object> historyUnavailable(Experiments.HistoryUnavailable e) {
    LOG.warn(e.getMessage());
    LOG.debug("the history is unavailable", e);
    return ProblemAnswer.later(
        ProblemAnswer.problem(HttpStatus.SERVICE_UNAVAILABLE, e.trouble(), List.of()), STORE_RETRY);
  }

  @ExceptionHandler
  ResponseEntity<Object> notKept(NotKept e) {
    LOG.warn("An outcome could not be kept: " + Objects.requireNonNull(e.getCause()).getMessage());
    LOG.debug("an outcome could not be kept", e);
    ProblemDetail problem =
        ProblemAnswer.problem(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage(), List.of());
    problem.setProperty("outcome", OutcomeView.of(e.experiment()));
    return ProblemAnswer.later(problem, STORE_RETRY);
  }

  @ExceptionHandler
  ResponseEntity<Object> unmet(Unmet e) {
    ProblemDetail problem =
        ProblemAnswer.problem(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage(), List.of());
    problem.setProperty(
        "unmet",
        e.experiment().outcome().shortfalls().stream()
            .map(unmet -> new UnmetPart("#" + unmet.field().pointer(), unmet.wanted(), unmet.got()))
            .toList());
    problem.setProperty("outcome", OutcomeView.of(e.experiment()));
    HttpHeaders headers = new HttpHeaders();
    if (e.experiment().id() != null) {
      headers.setLocation(Paths.ofExperiment(e.experiment().id()));
    }
    return ProblemAnswer.of(problem, headers, HttpStatus.UNPROCESSABLE_CONTENT);
  }
}
