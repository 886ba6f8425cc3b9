/**
 * Monitors: probes configured targets periodically, and collects what other instances report in the
 * mesh.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "input",
      "instance",
      "policy",
      "probe",
      "run"
    })
package net.teardown.monitor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
