/** Campaigns: one spec varied along axes and repeated, and what it comes to. */
@NullMarked
@ApplicationModule(allowedDependencies = {"experiment", "input", "instance", "runner", "policy"})
package net.teardown.campaign;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
