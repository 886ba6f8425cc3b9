package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import net.teardown.api.http.Paths;
import net.teardown.api.openapi.MayFail;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.policy.Author;
import net.teardown.run.ExperimentService;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells what theory allows for a spec, without running it. */
@RestController
@Tag(name = "Experiments")
class PredictionController {

  private final ExperimentService service;

  PredictionController(ExperimentService service) {
    this.service = service;
  }

  @Operation(
      operationId = "predict",
      summary = "Predict how an experiment ends",
      description =
          "What theory allows for a spec on this host as it is set up now. Nothing is run; a spec"
              + " is refused as it would be at /experiments.")
  @SpecBody
  @ApiResponse(responseCode = "200", description = "The prediction")
  @MayFail({413, 415})
  @PostMapping(path = Paths.PREDICTIONS, produces = MediaType.APPLICATION_JSON_VALUE)
  PredictionView predict(@Parameter(hidden = true) SpecDraft body) {
    return PredictionView.of(service.forecast(body, Author.CALLER));
  }
}
