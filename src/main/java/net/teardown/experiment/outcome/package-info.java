/** The outcome of a run, the interface of the history, and the events about finished runs. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment.evidence", "experiment.spec", "experiment.terms"})
package net.teardown.experiment.outcome;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
