/** The HTTP endpoints of campaigns: orders, progress, results. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api.http",
      "api.openapi",
      "api.problem",
      "campaign",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "input",
      "instance",
      "picture",
      "run"
    })
package net.teardown.api.campaign;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
