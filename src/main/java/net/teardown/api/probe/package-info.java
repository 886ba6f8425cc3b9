/** The multi-target endpoint of Prometheus: one probe of one target, by a module. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "picture",
      "policy",
      "probe",
      "run"
    })
package net.teardown.api.probe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
