/** Runs with both ends in this process: a lane, and the run of a spec on it. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "experiment.theory",
      "instance",
      "run.outcome",
      "script",
      "socket"
    })
package net.teardown.run.loopback;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
