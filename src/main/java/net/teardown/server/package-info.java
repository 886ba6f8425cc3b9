/**
 * What one end can know of a server that nobody controls: its reply, how it most likely ended the
 * connection, and what to change.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment", "peer"})
package net.teardown.server;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
