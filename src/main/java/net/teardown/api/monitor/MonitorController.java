package net.teardown.api.monitor;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import net.teardown.api.http.Paths;
import net.teardown.api.http.Shown;
import net.teardown.api.openapi.MayFail;
import net.teardown.api.problem.NotFound;
import net.teardown.input.SpellingHint;
import net.teardown.monitor.Mesh;
import net.teardown.monitor.MeshService;
import net.teardown.monitor.Monitors;
import net.teardown.probe.ProbeModules;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows monitors, the mesh and modules. */
@RestController
@Tag(name = "Monitors", description = "Standing probes, and the mesh that they make")
class MonitorController {

  private final Monitors monitors;
  private final MeshService mesh;
  private final ProbeModules modules;

  MonitorController(Monitors monitors, MeshService mesh, ProbeModules modules) {
    this.monitors = monitors;
    this.mesh = mesh;
    this.modules = modules;
  }

  @Operation(operationId = "listMonitors", summary = "List the monitors")
  @ApiResponse(responseCode = "200", description = "All of them")
  @GetMapping(Paths.MONITORS)
  ResponseEntity<Object> list(@Parameter(hidden = true) Shown<MonitorList> shown) {
    return shown.of(new MonitorList(monitors.all().stream().map(MonitorView::of).toList(), null));
  }

  @Operation(operationId = "getMonitor", summary = "Read one monitor")
  @ApiResponse(responseCode = "200", description = "The monitor", useReturnTypeSchema = true)
  @MayFail(404)
  @GetMapping(path = Paths.MONITORS + "/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
  MonitorView get(
      @Parameter(description = "The monitor's name", example = "nodes") @PathVariable String name) {
    return monitors.named(name).map(MonitorView::of).orElseThrow(() -> unknown(name));
  }

  @Operation(
      operationId = "getMonitorSeries",
      summary = "Read the last hour of a monitor",
      description =
          "How often the runs of each target ended with each verdict, minute by minute. The last"
              + " minute isn't over. It is counted in memory, and begins anew with the instance.")
  @ApiResponse(responseCode = "200", description = "The counts")
  @MayFail(404)
  @GetMapping(Paths.MONITORS + "/{name}/series")
  ResponseEntity<Object> series(
      @Parameter(description = "The monitor's name", example = "nodes") @PathVariable String name,
      @Parameter(hidden = true) Shown<SeriesView> shown) {
    return shown.of(monitors.lastHour(name).map(SeriesView::of).orElseThrow(() -> unknown(name)));
  }

  private NotFound unknown(String name) {
    List<String> known = monitors.all().stream().map(state -> state.monitor().name()).toList();
    return new NotFound(
        SpellingHint.ended(
                "There is no monitor '%s'%s".formatted(name, SpellingHint.hint(name, known)))
            + " Known monitors: "
            + (known.isEmpty() ? "none" : String.join(", ", known)));
  }

  @Operation(
      operationId = "getMesh",
      summary = "Say who sees whom, and how",
      description =
          "This vantage's row: how it saw each target last. With all=true those that it watches"
              + " are asked for theirs, once, within 2 s, which makes it a call that runs"
              + " something. This vantage's own row may be read with the token of"
              + " teardown.responder.token too. As text a line per pair, as SVG a matrix per"
              + " monitor.")
  @ApiResponse(responseCode = "200", description = "The mesh as far as it is known")
  @GetMapping(Paths.MESH)
  ResponseEntity<Object> mesh(
      @Parameter(description = "Whether to ask those that this vantage watches as well")
          @RequestParam(defaultValue = "false")
          boolean all,
      @Parameter(hidden = true) Shown<Mesh> shown)
      throws InterruptedException {
    return shown.of(all ? mesh.all() : mesh.own());
  }

  @Operation(
      operationId = "listModules",
      summary = "List the modules",
      description = "What GET /probe and monitors can run, by name.")
  @ApiResponse(responseCode = "200", description = "All of them")
  @GetMapping(Paths.MODULES)
  ResponseEntity<Object> modules(@Parameter(hidden = true) Shown<ModuleList> shown) {
    return shown.of(new ModuleList(modules.all().stream().map(ModuleView::of).toList(), null));
  }
}
