/**
 * Performs each end's half of a run on a socket: the scripts as data, the state machine that
 * performs them act by act, and the threads that drive it in runs with another host.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.spec",
      "experiment.terms",
      "socket",
      "tls"
    })
package net.teardown.script;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
