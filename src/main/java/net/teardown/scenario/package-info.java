/**
 * Named specs with a description and an expectation, read from data files that are checked at
 * start.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment.spec", "experiment.terms", "experiment.theory", "input"})
package net.teardown.scenario;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
