package net.teardown.api.experiment;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import net.teardown.api.http.Format;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Patience;
import net.teardown.api.http.Shown;
import net.teardown.api.http.Watchers;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.run.ExperimentService;
import net.teardown.run.LongRun;
import net.teardown.run.LongRuns;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.stereotype.Component;

/** Answers about experiments that are made apart from the request that began them. */
@Component
public class LongRunAnswers {

  /** What the parameter {@code wait} of a request that begins a run means. */
  public static final String WAIT =
      "How many seconds to wait for its end, at most; the run goes on by itself after that, and may"
          + " take up to an hour";

  /** What the header {@code Prefer} means. */
  public static final String PREFER =
      "respond-async: as wait=0; respond-async, wait=10: as wait=10 (RFC 7240)";

  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  /** How long the answer to a cancellation waits for the end. */
  private static final Duration CANCELLING = Duration.ofSeconds(2);

  private final LongRuns runs;
  private final Experiments experiments;
  private final Watchers watchers;
  private final LongRunAudit audit;
  private final Clock clock = Clock.systemUTC();

  LongRunAnswers(LongRuns runs, Experiments experiments, Watchers watchers, LongRunAudit audit) {
    this.audit = audit;
    this.runs = runs;
    this.experiments = experiments;
    this.watchers = watchers;
  }

  /**
   * Begins a run, and answers with 202 while it is under way, and as for any other one if it is
   * over within the caller's patience.
   *
   * @param begin begins it
   * @param store whether the caller wants the outcome stored
   */
  public ResponseEntity<Object> begun(
      Supplier<LongRun> begin,
      Patience patience,
      boolean store,
      boolean failUnmet,
      Shown<Experiment> shown)
      throws IOException {
    refuse(
        !store,
        "store",
        "must be true with 'wait' and 'Prefer: respond-async': the answer is where its outcome"
            + " will be kept");
    refuse(
        failUnmet && !patience.waits(),
        "failUnmet",
        "needs 'wait', in seconds: the answer that fails is the one that is waited for");
    if (!patience.waits()) {
      return accepted(logged(begin.get()), patience, shown);
    }
    AtomicReference<ResponseEntity<Object>> answer = new AtomicReference<>();
    watchers.admit(() -> {
      LongRun run = logged(begin.get());
      // For a service that stops meanwhile, too.
      answer.set(accepted(run, patience, shown));
      LongRun last = await(run, patience.atMost());
      answer.set(
          kept(run)
              .map(done ->
                  OutcomeAnswer.kept(
                      () -> failUnmet ? ExperimentService.requireMet(done) : done,
                      patience.headers(),
                      shown))
              .orElseGet(() -> accepted(last, patience, shown)));
    });
    return answer.get();
  }

  /** What it came to, if it is over; if the history is away, nobody knows here. */
  private Optional<Experiment> kept(LongRun run) {
    try {
      return experiments.find(run.id());
    } catch (HistoryUnavailable _) {
      return Optional.empty();
    }
  }

  private LongRun logged(LongRun run) {
    audit.begun(run);
    return run;
  }

  private static void refuse(boolean broken, String parameter, String message) {
    if (broken) {
      throw new InvalidRequest(
          "'%s' %s".formatted(parameter, message), InputError.inParameter(parameter, message));
    }
  }

  private ResponseEntity<Object> accepted(LongRun run, Patience patience, Shown<Experiment> shown) {
    return running(
        run,
        ResponseEntity.accepted()
            .location(Paths.ofExperiment(run.id()))
            .headers(patience.headers()),
        shown);
  }

  /**
   * The experiment with this id, whether it is over or under way.
   *
   * @param wait how many seconds to wait for its end
   * @return empty if there is none
   */
  Optional<ResponseEntity<Object>> found(UUID id, int wait, Shown<Experiment> shown)
      throws IOException {
    if (wait > 0) {
      watchers.admit(() -> runs.find(id).ifPresent(run -> await(run, Duration.ofSeconds(wait))));
    }
    return now(id, HttpStatus.OK, shown);
  }

  private Optional<ResponseEntity<Object>> now(
      UUID id, HttpStatus whileItRuns, Shown<Experiment> shown) {
    return experiments
        .find(id)
        .map(shown::of)
        .or(() -> runs.find(id).map(run -> running(run, ResponseEntity.status(whileItRuns), shown)))
        // It may have ended between the two looks.
        .or(() -> experiments.find(id).map(shown::of));
  }

  /** Whether a run with this id is under way. */
  boolean isUnderWay(UUID id) {
    return runs.find(id).isPresent();
  }

  /**
   * Has a run ended, and answers with its outcome if it ends soon; else with 202.
   *
   * @return empty if it isn't under way
   */
  Optional<ResponseEntity<Object>> cancelled(UUID id, Shown<Experiment> shown) {
    Optional<LongRun> run = runs.find(id);
    if (run.isEmpty() || !runs.cancel(id)) {
      return Optional.empty();
    }
    await(run.get(), CANCELLING);
    return now(id, HttpStatus.ACCEPTED, shown);
  }

  private LongRun await(LongRun run, Duration atMost) {
    return watchers.await(
        run,
        atMost,
        new Watchers.Awaited<>() {
          @Override
          public boolean goesOn(LongRun now) {
            return true;
          }

          @Override
          public void pause(LongRun now, Duration most) throws InterruptedException {
            runs.pause(now.id(), most);
          }

          @Override
          public Optional<LongRun> again(LongRun known) {
            try {
              return runs.find(known.id());
            } catch (HistoryUnavailable _) {
              return Optional.of(known);
            }
          }
        });
  }

  private ResponseEntity<Object> running(
      LongRun run, BodyBuilder response, Shown<Experiment> shown) {
    Duration left = run.left(clock.instant());
    long seconds = Math.clamp(left.toSeconds(), 1, LONGEST_RETRY.toSeconds());
    response
        .header(HttpHeaders.RETRY_AFTER, String.valueOf(seconds))
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    return shown.representation().format().equals(Format.TEXT)
        ? response.contentType(shown.mediaType()).body(LongRunText.of(run, left))
        : response.contentType(MediaType.APPLICATION_JSON).body(LongRunView.of(run));
  }
}
