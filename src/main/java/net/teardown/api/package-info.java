/**
 * The HTTP API: puts its faces together, answers every error, and tells the OpenAPI document what
 * records promise. Each feature's face has a package of its own.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api.campaign",
      "api.experiment",
      "api.http",
      "api.problem",
      "experiment.outcome",
      "experiment.spec",
      "input",
      "instance",
      "run"
    })
package net.teardown.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
