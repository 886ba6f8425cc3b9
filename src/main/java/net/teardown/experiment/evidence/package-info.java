/**
 * What the ends did and observed, and the judge, which decides from that alone how the connection
 * ended. It doesn't know the spec.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "experiment.terms")
package net.teardown.experiment.evidence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
