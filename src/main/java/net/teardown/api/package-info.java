/**
 * Assembles the HTTP API and describes its records in the OpenAPI document. The endpoints of each
 * feature have a package of their own.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"api.campaign", "api.http", "experiment.spec"})
package net.teardown.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
