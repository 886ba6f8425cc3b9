/** Identifies this instance: its name, its version, and the id of this start. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package net.teardown.instance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
