/** Who may be a target: makes the only {@link net.teardown.policy.AllowedTarget} there is. */
@NullMarked
@ApplicationModule(allowedDependencies = "experiment")
package net.teardown.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
