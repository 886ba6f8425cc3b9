/**
 * One TCP interface over the operating system: libc's own calls where they can be made, the JDK's
 * channels elsewhere.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package net.teardown.socket;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
