/**
 * The responder as a service: listens for other hosts' initiators, performs the responder's script
 * of the spec it was armed with, and reports.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "input",
      "instance",
      "script",
      "socket"
    })
package net.teardown.responder;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
