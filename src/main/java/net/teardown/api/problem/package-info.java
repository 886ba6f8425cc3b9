/** What is wrong with a request, in words, and the problem details that say so. */
@NullMarked
@ApplicationModule(allowedDependencies = "input")
package net.teardown.api.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
