/**
 * Runs a single probe: a module's spec against a target. Decides whether it succeeded and which
 * outcomes are kept.
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
