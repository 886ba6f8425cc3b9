/** Names the meters, and counts finished experiments. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "campaign",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "instance",
      "monitor",
      "probe",
      "responder",
      "run",
      "script",
      "socket"
    })
package net.teardown.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
