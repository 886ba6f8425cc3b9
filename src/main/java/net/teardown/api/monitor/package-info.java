/** The HTTP endpoints of monitors, the mesh and modules. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api.http",
      "api.openapi",
      "api.problem",
      "experiment.spec",
      "experiment.terms",
      "input",
      "monitor",
      "picture",
      "probe"
    })
package net.teardown.api.monitor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
