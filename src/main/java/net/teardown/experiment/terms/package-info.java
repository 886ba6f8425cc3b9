/**
 * The terms that all other packages use: verdict, delivery, reason, closer, environment and the
 * level of evidence.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package net.teardown.experiment.terms;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
