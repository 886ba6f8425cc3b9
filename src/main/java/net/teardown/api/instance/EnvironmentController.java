package net.teardown.api.instance;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.api.openapi.MayFail;
import net.teardown.api.problem.NotFound;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.terms.Environment;
import net.teardown.instance.Instance;
import net.teardown.run.Runner;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the settings of hosts under which outcomes were made. */
@RestController
@RequestMapping(Paths.ENVIRONMENTS)
@Tag(name = "Instance")
class EnvironmentController {

  private final Experiments experiments;
  private final Runner runner;
  private final Instance instance;

  EnvironmentController(Experiments experiments, Runner runner, Instance instance) {
    this.experiments = experiments;
    this.runner = runner;
    this.instance = instance;
  }

  @Operation(
      operationId = "getEnvironment",
      summary = "Read the settings of a host under which outcomes were made",
      description =
          "Those that an outcome's 'environment' names, and those of this host now. They are kept"
              + " at least as long as an outcome that names them, and go once all that is kept"
              + " began more than an hour later.")
  @ApiResponse(responseCode = "200", description = "The settings")
  @MayFail({404, 503})
  @GetMapping("/{hash}")
  ResponseEntity<Object> get(
      @Parameter(description = "Of an outcome's 'environment'", example = "5f2b8c1e9a7d3046")
          @PathVariable
          String hash,
      @Parameter(hidden = true) Shown<EnvironmentView> shown) {
    Environment here = runner.environment();
    Environment found =
        here.hash().equals(hash)
            ? here
            : experiments.environment(hash).orElseThrow(() -> unknown(hash));
    return shown.of(EnvironmentView.of(found));
  }

  private NotFound unknown(String hash) {
    return new NotFound(
        "The vantage '%s' keeps no environment '%s', and no outcome that names it; GET %s has this host's now"
            .formatted(instance.vantage(), hash, Paths.INFO));
  }
}
