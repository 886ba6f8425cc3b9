/**
 * The oracle, which says what theory allows for a spec between hosts with these settings. It
 * doesn't know the evidence.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment.spec", "experiment.terms"})
package net.teardown.experiment.theory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
