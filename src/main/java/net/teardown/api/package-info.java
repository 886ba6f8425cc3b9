/**
 * The HTTP API: puts its faces together, and tells the OpenAPI document what records promise. Each
 * feature's face has a package of its own.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"api.campaign", "api.http", "experiment.spec"})
package net.teardown.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
