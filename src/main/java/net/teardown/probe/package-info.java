/** The multi-target endpoint of Prometheus: one probe of one target, by a module. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment", "scenario", "runner", "policy", "prober", "picture"})
package net.teardown.probe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
