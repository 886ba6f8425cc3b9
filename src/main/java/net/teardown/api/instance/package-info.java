/**
 * The HTTP endpoints about this instance: its description, the settings of hosts, and its metrics
 * at Prometheus' default path.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api.http",
      "api.openapi",
      "api.problem",
      "experiment.outcome",
      "experiment.terms",
      "instance",
      "picture",
      "policy",
      "responder",
      "run"
    })
package net.teardown.api.instance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
