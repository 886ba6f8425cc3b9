/** The multi-target endpoint for Prometheus: probes one target by one module. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api.http",
      "api.openapi",
      "api.problem",
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "input",
      "picture",
      "policy",
      "probe",
      "run"
    })
package net.teardown.api.probe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
