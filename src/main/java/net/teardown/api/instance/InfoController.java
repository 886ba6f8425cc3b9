package net.teardown.api.instance;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.instance.Instance;
import net.teardown.policy.Policy;
import net.teardown.responder.Responder;
import net.teardown.run.Runner;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Describes this instance. */
@RestController
@RequestMapping(Paths.INFO)
@Tag(name = "Instance", description = "What this instance is")
class InfoController {

  private final Instance instance;
  private final Runner runner;
  private final Responder responder;
  private final Policy policy;

  InfoController(Instance instance, Runner runner, Responder responder, Policy policy) {
    this.instance = instance;
    this.runner = runner;
    this.responder = responder;
    this.policy = policy;
  }

  @Operation(operationId = "getInfo", summary = "Say what this instance is and can tell")
  @ApiResponse(responseCode = "200", description = "The instance")
  @GetMapping
  ResponseEntity<Object> info(@Parameter(hidden = true) Shown<InfoView> shown) {
    return shown.of(
        new InfoView(
            instance.version(),
            instance.vantage(),
            runner.stack(),
            runner.evidenceLevel(),
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            EnvironmentView.of(runner.environment()),
            responder.dataPort(),
            policy.allowed(),
            policy.mayBeToldAnything()));
  }
}
