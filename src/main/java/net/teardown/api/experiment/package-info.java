/** The HTTP endpoints of experiments: runs one, and shows those that are kept. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api.http",
      "api.openapi",
      "api.problem",
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "input",
      "instance",
      "picture",
      "picture :: explanation",
      "policy",
      "run"
    })
package net.teardown.api.experiment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
