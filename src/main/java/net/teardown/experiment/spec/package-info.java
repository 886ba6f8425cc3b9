/** What is asked: the spec, the draft that a caller writes it as, and the rules that both keep. */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment.terms", "input"})
package net.teardown.experiment.spec;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
