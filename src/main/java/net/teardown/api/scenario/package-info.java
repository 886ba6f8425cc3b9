/** The HTTP endpoints of scenarios: describes them and runs one. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api.experiment",
      "api.http",
      "api.openapi",
      "api.problem",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "experiment.theory",
      "input",
      "picture",
      "policy",
      "run",
      "scenario"
    })
package net.teardown.api.scenario;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
