/**
 * Decides which hosts may be targets, and to which a caller's own bytes may be sent. It creates the
 * only {@link net.teardown.policy.AllowedTarget}s.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment.spec", "input", "instance"})
package net.teardown.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
