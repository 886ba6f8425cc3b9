/**
 * Who may be a target, and to whom bytes of a caller's own may be sent: makes the only {@link
 * net.teardown.policy.AllowedTarget} there is.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment.spec", "input", "instance"})
package net.teardown.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
