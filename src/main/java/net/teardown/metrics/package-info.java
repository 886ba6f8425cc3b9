/** Names the meters, and counts what has finished. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "campaign",
      "experiment",
      "instance",
      "monitor",
      "prober",
      "responder",
      "socket"
    })
package net.teardown.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
