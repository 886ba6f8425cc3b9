/** Exports spans and metrics by OTLP, where an endpoint is named. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"experiment.outcome", "experiment.spec", "experiment.terms"})
package net.teardown.telemetry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
