/**
 * Keeps the history of experiments in H2 or PostgreSQL, behind the interface that its owner
 * defines.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment"})
package net.teardown.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
