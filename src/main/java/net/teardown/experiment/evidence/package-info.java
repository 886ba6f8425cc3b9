/**
 * What the ends did and saw, and the judge. It doesn't know what was asked: what happened is
 * decided by what was seen alone.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "experiment.terms")
package net.teardown.experiment.evidence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
