/** Reads YAML and JSON strictly, and says in plain words what is wrong with them. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package net.teardown.input;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
