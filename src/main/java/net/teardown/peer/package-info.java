/** How each end plays its half on a socket: the scripts, and the player that performs them. */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment", "socket"})
package net.teardown.peer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
