/**
 * The HTTP API: controllers, the records that go over the wire, problem details, and the OpenAPI
 * document.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment",
      "input",
      "campaign",
      "monitor",
      "prober",
      "instance",
      "scenario",
      "runner",
      "policy",
      "picture",
      "responder",
      "responder :: control"
    })
package net.teardown.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
