/** The HTTP endpoint of the atlas: how servers in common use were seen to end connections. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api.http",
      "api.openapi",
      "experiment.spec",
      "experiment.terms",
      "picture",
      "run"
    })
package net.teardown.api.atlas;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
