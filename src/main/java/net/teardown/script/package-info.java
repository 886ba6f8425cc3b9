/**
 * How each end plays its half on a socket: the scripts as data, the state machine that performs
 * them act by act, and the threads that drive it where two hosts take part.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment.evidence", "experiment.spec", "experiment.terms", "socket"})
package net.teardown.script;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
