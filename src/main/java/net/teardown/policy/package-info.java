/**
 * Who may be a target: makes the only {@link net.teardown.policy.AllowedTarget} there is. And who
 * may call the API: see {@link net.teardown.policy.Callers}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment", "input", "instance"})
package net.teardown.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
