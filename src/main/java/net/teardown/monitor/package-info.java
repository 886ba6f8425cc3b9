/** Standing probes of configured targets, and what they say of the other instances: the mesh. */
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
