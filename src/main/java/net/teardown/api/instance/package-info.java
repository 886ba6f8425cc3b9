/**
 * The HTTP endpoints about this instance: its description, and its metrics at Prometheus' default
 * path.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment.terms", "instance", "policy", "responder", "run"})
package net.teardown.api.instance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
