/** Runs one spec against one allowed target and returns its outcome. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment",
      "input",
      "socket",
      "peer",
      "policy",
      "diagnosis",
      "server",
      "instance",
      "responder :: control"
    })
package net.teardown.runner;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
