package net.teardown.api.probe;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.api.openapi.MayFail;
import net.teardown.api.problem.NotFound;
import net.teardown.probe.RecentProbes;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows the last probes that were asked for, with their debug text. */
@RestController
@Tag(name = "Monitors", description = "Standing probes, and the mesh that they make")
class RecentProbesController {

  private final RecentProbes probes;
  private final MetricFormats formats;

  RecentProbesController(RecentProbes probes, MetricFormats formats) {
    this.probes = probes;
    this.formats = formats;
  }

  @Operation(
      operationId = "listProbes",
      summary = "List the last probes",
      description =
          "The last 100 answers of GET /probe, and of those before them the last 100 that failed,"
              + " the newest first; fewer if they take much memory. They are forgotten when the"
              + " instance stops.")
  @ApiResponse(responseCode = "200", description = "All that are remembered")
  @GetMapping(Paths.PROBES)
  ResponseEntity<Object> list(@Parameter(hidden = true) Shown<ProbeList> shown) {
    return shown.of(new ProbeList(probes.all().stream().map(ProbeItem::of).toList(), null));
  }

  @Operation(
      operationId = "getProbe",
      summary = "Read one of the last probes",
      description = "With its debug text, which as text is the whole answer.")
  @ApiResponse(responseCode = "200", description = "The probe")
  @MayFail(404)
  @GetMapping(Paths.PROBES + "/{number}")
  ResponseEntity<Object> get(
      @Parameter(description = "The probe's number", example = "1") @PathVariable long number,
      @Parameter(hidden = true) Shown<ProbeView> shown) {
    return probes
        .numbered(number)
        .map(probe -> shown.of(new ProbeView(ProbeItem.of(probe), formats.page(probe.result()))))
        .orElseThrow(() ->
            new NotFound(
                "Probe %d isn't remembered: only the last ones are, as %s lists them"
                    .formatted(number, Paths.PROBES)));
  }
}
