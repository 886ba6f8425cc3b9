/**
 * What is to be known of this instance: itself, and its metrics under the name that everybody tries
 * first.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment.terms", "instance", "policy", "responder", "run"})
package net.teardown.api.instance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
