/** How each end plays its half on a socket: the scripts, and the player that performs them. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment.evidence", "experiment.spec", "experiment.terms", "socket"})
package net.teardown.script;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
