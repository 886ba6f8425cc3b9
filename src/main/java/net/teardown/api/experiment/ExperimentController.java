package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.util.UUID;
import net.teardown.api.http.Paging;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Patience;
import net.teardown.api.http.Shown;
import net.teardown.api.openapi.MayFail;
import net.teardown.api.problem.NotFound;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.input.Refused;
import net.teardown.instance.Instance;
import net.teardown.policy.Author;
import net.teardown.run.ExperimentService;
import net.teardown.run.LongRunRefused;
import net.teardown.run.LongRuns;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Runs experiments, and reads and deletes those that are kept. */
@RestController
@RequestMapping(Paths.EXPERIMENTS)
@Tag(name = "Experiments", description = "Run one experiment now, and read the history")
class ExperimentController {

  private final ExperimentService service;
  private final Experiments experiments;
  private final LongRuns runs;
  private final LongRunAnswers longRuns;
  private final LongRunPages pages;
  private final HistoryEvents events;
  private final Instance instance;

  ExperimentController(
      ExperimentService service,
      Experiments experiments,
      LongRuns runs,
      LongRunAnswers longRuns,
      LongRunPages pages,
      HistoryEvents events,
      Instance instance) {
    this.events = events;
    this.runs = runs;
    this.longRuns = longRuns;
    this.pages = pages;
    this.service = service;
    this.experiments = experiments;
    this.instance = instance;
  }

  @Operation(
      operationId = "runExperiment",
      summary = "Run one experiment",
      description =
          "Runs one experiment on real sockets and waits for its outcome. Whatever happens on the"
              + " network is an outcome. With wait, or Prefer: respond-async, it is made apart from"
              + " the request: the answer is a 202 while it runs, and timeoutMillis may be up to an"
              + " hour.")
  @SpecBody
  @RunResponses
  @RunningResponse
  @MayFail({413, 415, 422, 429, 503})
  @PostMapping
  ResponseEntity<Object> run(
      @Parameter(hidden = true) SpecDraft body,
      @Parameter(description = "Whether to keep the outcome") @RequestParam(defaultValue = "true")
          boolean store,
      @Parameter(description = "Whether an outcome that isn't what 'expect' counts as met is a 422")
          @RequestParam(defaultValue = "false")
          boolean failUnmet,
      @Parameter(description = LongRunAnswers.WAIT)
          @RequestParam(required = false)
          @Min(value = 0, message = Patience.WAIT_BOUNDS)
          @Max(value = Patience.LONGEST_WAIT, message = Patience.WAIT_BOUNDS)
          @Nullable Integer wait,
      @Parameter(description = LongRunAnswers.PREFER)
          @RequestHeader(name = Patience.PREFER, required = false)
          @Nullable String prefer,
      @Parameter(hidden = true) Shown<Experiment> shown)
      throws IOException {
    Patience patience = Patience.of(wait, prefer);
    return patience.apart()
        ? longRuns.begun(
            () -> service.begin(body, Author.CALLER, failUnmet), patience, store, failUnmet, shown)
        : OutcomeAnswer.made(() -> service.run(body, Author.CALLER, store, failUnmet), shown);
  }

  @Operation(
      operationId = "listExperiments",
      summary = "List experiments, newest first",
      description =
          "Those that are over, by their outcomes; with status=RUNNING those under way that nobody"
              + " waits for, as getExperiment has them.")
  @ApiResponse(responseCode = "200", description = "One page")
  @MayFail(503)
  @GetMapping
  ResponseEntity<Object> list(
      @ParameterObject HistoryQuery query,
      @Parameter(description = "RUNNING: those under way in place of those that are over")
          @RequestParam(required = false)
          @Nullable RunStatus status,
      @Parameter(description = "How many on a page")
          @RequestParam(defaultValue = "50")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int size,
      @Parameter(description = "Where the page before ended; its 'next' holds it")
          @RequestParam(required = false)
          @Nullable String after,
      @Parameter(hidden = true) Shown<OutcomePage> shown,
      HttpServletRequest request) {
    if (status != null) {
      return underWay(query, size, after, shown, request);
    }
    Experiments.Page page = experiments.list(query.filter(), size, after);
    String next = page.next() == null ? null : Paging.next(Paths.EXPERIMENTS, request, page.next());
    return shown.of(OutcomePage.of(page, next), Paging.leadingTo(next));
  }

  private ResponseEntity<Object> underWay(
      HistoryQuery query,
      int size,
      @Nullable String after,
      Shown<OutcomePage> shown,
      HttpServletRequest request) {
    LongRuns.Page page = runs.list(query.filterOfRunning(), size, after);
    String next = page.next() == null ? null : Paging.next(Paths.EXPERIMENTS, request, page.next());
    return Paging.leadingTo(next)
        .contentType(shown.mediaType())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .body(pages.body(page.items(), next, shown));
  }

  @Operation(operationId = "summariseExperiments", summary = "Count experiments by verdict")
  @ApiResponse(responseCode = "200", description = "The counts")
  @MayFail(503)
  @GetMapping("/summary")
  ResponseEntity<Object> summary(
      @ParameterObject HistoryQuery query, @Parameter(hidden = true) Shown<SummaryView> shown) {
    return shown.of(SummaryView.of(experiments.countByVerdict(query.filter())));
  }

  @Operation(
      operationId = "followExperiments",
      summary = "Follow the history",
      description =
          "Server-sent events: 'kept' for each outcome that this instance keeps and that fits, once"
              + " it is kept, without its steps; 'missed' where the caller read too slowly or"
              + " reconnected, and so has to read the list again. Nothing that was kept before is"
              + " repeated.")
  @ApiResponse(
      responseCode = "200",
      description = "Events until the caller leaves",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(implementation = OutcomeView.class)))
  @MayFail(429)
  @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void events(
      @ParameterObject HistoryQuery query,
      @Parameter(description = "The last event that was heard: then the first one is 'missed'")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventId,
      HttpServletResponse response)
      throws IOException {
    events.stream(query.filter(), lastEventId != null, response);
  }

  @Operation(
      operationId = "getExperiment",
      summary = "Read one experiment",
      description =
          "Its outcome; while it is under way, a RunningExperiment with the turns so far, and"
              + " Retry-After.")
  @ApiResponse(responseCode = "200", description = "The outcome, or where it is under way")
  @MayFail({404, 429, 503})
  @GetMapping("/{id:(?!summary$|events$).*}")
  ResponseEntity<Object> get(
      @Parameter(description = "The experiment's id") @PathVariable UUID id,
      @Parameter(description = "How many seconds to wait for its end, at most")
          @RequestParam(defaultValue = "0")
          @Min(value = 0, message = Patience.WAIT_BOUNDS)
          @Max(value = Patience.LONGEST_WAIT, message = Patience.WAIT_BOUNDS)
          int wait,
      @Parameter(hidden = true) Shown<Experiment> shown)
      throws IOException {
    return longRuns.found(id, wait, shown).orElseThrow(() -> unknown(id));
  }

  @Operation(
      operationId = "cancelExperiment",
      summary = "Cancel one experiment",
      description =
          "Ends a run that nobody waits for, on whichever instance it is made. Its outcome is"
              + " INCONCLUSIVE, with reason CANCELLED and what was seen until then.")
  @ApiResponse(responseCode = "200", description = "It has ended, and this is its outcome")
  @RunningResponse
  @MayFail({404, 409, 503})
  @PostMapping("/{id}/cancellation")
  ResponseEntity<Object> cancel(
      @Parameter(description = "The experiment's id") @PathVariable UUID id,
      @Parameter(hidden = true) Shown<Experiment> shown) {
    return longRuns
        .cancelled(id, shown)
        .orElseThrow(() ->
            experiments.find(id).isPresent()
                ? new LongRunRefused("The experiment has ended already; it can be read and deleted")
                : unknown(id));
  }

  @Operation(operationId = "deleteExperiment", summary = "Delete one experiment")
  @ApiResponse(responseCode = "204", description = "It is gone")
  @MayFail({404, 409, 503})
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@Parameter(description = "The experiment's id") @PathVariable UUID id) {
    if (!experiments.delete(id)) {
      throw longRuns.isUnderWay(id)
          ? new LongRunRefused(
              "The experiment is RUNNING: cancel it first (POST %s/cancellation), or wait for its"
                      .formatted(Paths.ofExperiment(id))
                  + " end")
          : unknown(id);
    }
  }

  private Refused unknown(UUID id) {
    return new NotFound(
        "The vantage '%s' keeps no experiment %s".formatted(instance.vantage(), id));
  }
}
