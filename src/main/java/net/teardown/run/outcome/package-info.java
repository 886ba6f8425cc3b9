/** Assembles the outcome of a finished run of any kind. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "experiment.theory",
      "socket"
    })
package net.teardown.run.outcome;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
