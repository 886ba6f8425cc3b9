/** Standing probes of configured targets, and what they say of the other instances: the mesh. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment",
      "input",
      "scenario",
      "runner",
      "policy",
      "prober",
      "instance",
      "responder :: control"
    })
package net.teardown.monitor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
