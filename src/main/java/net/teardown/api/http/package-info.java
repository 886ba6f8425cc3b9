/** How requests come in and answers go out, whatever they are about. */
@NullMarked
@ApplicationModule(allowedDependencies = {"api.problem", "input"})
package net.teardown.api.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
