/**
 * Runs experiments for callers, stores and compares them. {@link net.teardown.run.Runner} is the
 * only way to the network: it runs a spec against an allowed target, and bounds how many runs are
 * under way and queued. Each way to run has a package of its own.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "experiment.theory",
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
