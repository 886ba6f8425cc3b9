/** What came of a run, the history's interface, and what is told of runs that are over. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment.evidence", "experiment.spec", "experiment.terms"})
package net.teardown.experiment.outcome;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
