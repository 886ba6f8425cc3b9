/**
 * Runs the paper's experiments at start-up: what this host does, as health and as a table in the
 * log.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment", "scenario", "policy", "runner"})
package net.teardown.selfcheck;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
