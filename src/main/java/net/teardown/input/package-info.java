/** YAML and JSON read strictly, and what is wrong with them in words. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package net.teardown.input;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
