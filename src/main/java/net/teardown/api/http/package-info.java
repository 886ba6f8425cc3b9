/** Receives requests and writes responses, independently of the feature. */
@NullMarked
@ApplicationModule(allowedDependencies = {"api.problem", "input"})
package net.teardown.api.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
