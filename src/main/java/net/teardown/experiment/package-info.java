/**
 * The vocabulary of a teardown experiment: what is asked for (spec), what the ends did (steps),
 * what the observer's kernel says afterwards (evidence), what that means (verdict) and what theory
 * allows (prediction). Pure records and rules.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "input")
package net.teardown.experiment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
