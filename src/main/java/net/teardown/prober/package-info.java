/**
 * One probe: a module's spec run against a target, whether that succeeded, and what of it is kept.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment", "scenario", "runner", "policy"})
package net.teardown.prober;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
