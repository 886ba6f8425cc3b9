/** Describes errors in requests, and builds the problem details that report them. */
@NullMarked
@ApplicationModule(allowedDependencies = "input")
package net.teardown.api.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
