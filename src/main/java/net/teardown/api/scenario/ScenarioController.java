package net.teardown.api.scenario;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.util.List;
import net.teardown.api.experiment.LongRunAnswers;
import net.teardown.api.experiment.OutcomeAnswer;
import net.teardown.api.experiment.RunResponses;
import net.teardown.api.experiment.RunningResponse;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Patience;
import net.teardown.api.http.Shown;
import net.teardown.api.openapi.MayFail;
import net.teardown.api.problem.NotFound;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.input.SpellingHint;
import net.teardown.policy.Author;
import net.teardown.run.ExperimentService;
import net.teardown.scenario.Scenario;
import net.teardown.scenario.Scenarios;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows scenarios and runs them. */
@RestController
@RequestMapping(Paths.SCENARIOS)
@Tag(name = "Scenarios", description = "Named specs with their story, the paper's own first")
class ScenarioController {

  private final Scenarios scenarios;
  private final ExperimentService service;
  private final LongRunAnswers longRuns;

  ScenarioController(Scenarios scenarios, ExperimentService service, LongRunAnswers longRuns) {
    this.longRuns = longRuns;
    this.scenarios = scenarios;
    this.service = service;
  }

  @Operation(operationId = "listScenarios", summary = "List the scenarios")
  @ApiResponse(responseCode = "200", description = "All of them, and what can't be one")
  @GetMapping
  ResponseEntity<Object> list(@Parameter(hidden = true) Shown<Scenarios> shown) {
    return shown.of(scenarios);
  }

  @Operation(operationId = "getScenario", summary = "Read one scenario")
  @ApiResponse(responseCode = "200", description = "The scenario")
  @MayFail(404)
  @GetMapping("/{name}")
  ResponseEntity<Object> get(
      @Parameter(description = "The scenario's name", example = "echo-many-bytes") @PathVariable
          String name,
      @Parameter(hidden = true) Shown<Scenario> shown) {
    return shown.of(named(name));
  }

  @Operation(
      operationId = "runScenario",
      summary = "Run a scenario",
      description =
          "Runs the scenario's spec; fields of an optional body go over its own. The answer is that"
              + " of an experiment, with wait and Prefer too.",
      requestBody =
          @RequestBody(
              description = "Fields that go over the scenario's own",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(ref = "#/components/schemas/SpecOverride"),
                      examples = {
                        @ExampleObject(
                            name = "echo-many-bytes",
                            summary = "The paper's own, such as echo-many-bytes: as it stands",
                            value = "{}"),
                        @ExampleObject(
                            name = "early-refusal",
                            summary = "Both ends here, such as early-refusal: the way to end well",
                            value = "{\"shutdownBeforeClose\": true, \"drainBeforeClose\": true}"),
                        @ExampleObject(
                            name = "half-close-proxy",
                            summary =
                                "Between two instances, such as half-close-proxy: this one plays"
                                    + " both",
                            value = "{\"targetHost\": \"127.0.0.1\"}"),
                        @ExampleObject(
                            name = "early-413",
                            summary = "Against a server, such as early-413: which one",
                            value = "{\"targetHost\": \"127.0.0.1\", \"targetPort\": 8000}")
                      })))
  @RunResponses
  @RunningResponse
  @MayFail({404, 413, 415, 422, 429, 503})
  @PostMapping("/{name}/runs")
  ResponseEntity<Object> run(
      @Parameter(description = "The scenario's name", example = "echo-many-bytes") @PathVariable
          String name,
      @Parameter(hidden = true) @Nullable SpecDraft body,
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
    SpecDraft own = named(name).spec();
    SpecDraft spec = body == null ? own : own.overriddenBy(body);
    Author author = body == null ? Author.OPERATOR : authorOf(body);
    Patience patience = Patience.of(wait, prefer);
    return patience.apart()
        ? longRuns.begun(
            () -> service.begin(spec, author, failUnmet), patience, store, failUnmet, shown)
        : OutcomeAnswer.made(() -> service.run(spec, author, store, failUnmet), shown);
  }

  /**
   * The author of a scenario's request is the operator, whoever runs it. A request in the override
   * is the caller's.
   */
  private static Author authorOf(SpecDraft override) {
    return override.says(SpecFields.REQUEST) ? Author.CALLER : Author.OPERATOR;
  }

  private Scenario named(String name) {
    return scenarios
        .named(name)
        .orElseThrow(() -> {
          List<String> known = scenarios.all().stream().map(Scenario::name).toList();
          return new NotFound(
              SpellingHint.ended(
                      "There is no scenario '%s'%s".formatted(name, SpellingHint.hint(name, known)))
                  + " Known scenarios: "
                  + String.join(", ", known));
        });
  }
}
