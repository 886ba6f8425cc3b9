/**
 * One probe: a module's spec run against a target, whether that succeeded, and what of it is kept.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "input",
      "policy",
      "run"
    })
package net.teardown.probe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
