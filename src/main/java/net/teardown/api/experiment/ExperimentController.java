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
import net.teardown.api.http.Shown;
import net.teardown.api.openapi.MayFail;
import net.teardown.api.problem.NotFound;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.instance.Instance;
import net.teardown.policy.Author;
import net.teardown.run.ExperimentService;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
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
  private final HistoryEvents events;
  private final Instance instance;

  ExperimentController(
      ExperimentService service, Experiments experiments, HistoryEvents events, Instance instance) {
    this.events = events;
    this.service = service;
    this.experiments = experiments;
    this.instance = instance;
  }

  @Operation(
      operationId = "runExperiment",
      summary = "Run one experiment",
      description =
          "Runs one experiment on real sockets and waits for its outcome. Whatever happens on the"
              + " network is an outcome.")
  @SpecBody
  @RunResponses
  @MayFail({413, 415, 422, 429, 503})
  @PostMapping
  ResponseEntity<Object> run(
      @Parameter(hidden = true) SpecDraft body,
      @Parameter(description = "Whether to keep the outcome") @RequestParam(defaultValue = "true")
          boolean store,
      @Parameter(description = "Whether an outcome that isn't what 'expect' counts as met is a 422")
          @RequestParam(defaultValue = "false")
          boolean failUnmet,
      @Parameter(hidden = true) Shown<Experiment> shown) {
    return OutcomeAnswer.made(() -> service.run(body, Author.CALLER, store, failUnmet), shown);
  }

  @Operation(operationId = "listExperiments", summary = "List experiments, newest first")
  @ApiResponse(responseCode = "200", description = "One page")
  @MayFail(503)
  @GetMapping
  ResponseEntity<Object> list(
      @ParameterObject HistoryQuery query,
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
    Experiments.Page page = experiments.list(query.filter(), size, after);
    String next = page.next() == null ? null : Paging.next(Paths.EXPERIMENTS, request, page.next());
    return shown.of(
        new OutcomePage(page.items().stream().map(OutcomeView::of).toList(), next),
        Paging.leadingTo(next));
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

  @Operation(operationId = "getExperiment", summary = "Read one experiment")
  @ApiResponse(responseCode = "200", description = "The outcome")
  @MayFail({404, 503})
  @GetMapping("/{id:(?!summary$|events$).*}")
  ResponseEntity<Object> get(
      @Parameter(description = "The experiment's id") @PathVariable UUID id,
      @Parameter(hidden = true) Shown<Experiment> shown) {
    return shown.of(experiments.find(id).orElseThrow(() -> unknown(id)));
  }

  @Operation(operationId = "deleteExperiment", summary = "Delete one experiment")
  @ApiResponse(responseCode = "204", description = "It is gone")
  @MayFail({404, 503})
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@Parameter(description = "The experiment's id") @PathVariable UUID id) {
    if (!experiments.delete(id)) {
      throw unknown(id);
    }
  }

  private NotFound unknown(UUID id) {
    return new NotFound(
        "The vantage '%s' keeps no experiment %s".formatted(instance.vantage(), id));
  }
}
