/**
 * Runs with a third-party server: what one end can know of its reply, how it most likely ended the
 * connection, and what to change.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "experiment.theory",
      "instance",
      "policy",
      "run.outcome",
      "script",
      "socket",
      "tls"
    })
package net.teardown.run.server;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
