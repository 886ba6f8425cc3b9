/** Named specs with their story and what to expect, from data files checked at start. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment.spec", "experiment.terms", "experiment.theory", "input"})
package net.teardown.scenario;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
