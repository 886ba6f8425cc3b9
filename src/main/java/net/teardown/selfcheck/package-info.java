/**
 * Runs the paper's experiments at start-up, and shows the results as health and as a table in the
 * log.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "policy",
      "run",
      "scenario"
    })
package net.teardown.selfcheck;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
