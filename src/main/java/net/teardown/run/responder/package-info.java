/**
 * Runs with another instance: it is armed and asked for its report over HTTP, and both ends'
 * transcripts are judged together.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "diagnosis",
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "experiment.theory",
      "instance",
      "policy",
      "responder :: control",
      "run.outcome",
      "script",
      "socket"
    })
package net.teardown.run.responder;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
