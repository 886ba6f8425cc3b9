/**
 * Runs an experiment, keeps it and compares it; runs one spec against one allowed target: the one
 * door to the network, and who waits for whom in front of it. Each way to run has a package of its
 * own.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "input",
      "instance",
      "policy",
      "run.loopback",
      "run.outcome",
      "run.responder",
      "run.server",
      "script",
      "socket"
    })
package net.teardown.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
