/** Generates the OpenAPI document. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api.http", "experiment.evidence", "experiment.spec", "instance"})
package net.teardown.api.openapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
