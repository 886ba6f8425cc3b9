/**
 * The words that all others use: verdict, delivery, reason, who closes, and at which level evidence
 * stands.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package net.teardown.experiment.terms;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
