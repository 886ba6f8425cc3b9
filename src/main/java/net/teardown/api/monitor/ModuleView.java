package net.teardown.api.monitor;

import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.probe.ProbeModule;

/** A module in the API. */
@Schema(name = "Module", description = "A named spec that probes and monitors run against a target")
record ModuleView(
    @Schema(description = "Its name", example = "tcp_close") String name,
    @Schema(description = "One line") String title,
    @Schema(description = "What it does to the target, and what succeeds") String story,
    @Schema(description = "Whether it has succeeded once the connection stood")
        boolean onceConnected,
    @Schema(description = "What runs, but for the target") SpecDraft spec) {

  static ModuleView of(ProbeModule module) {
    return new ModuleView(
        module.name(),
        module.title(),
        module.story(),
        module.onceConnected(),
        module.spec().masked());
  }
}
