/**
 * The spec of an experiment, the draft that a caller writes, and the rules that a draft must keep.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment.terms", "input"})
package net.teardown.experiment.spec;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
