/**
 * The far end as a service: listens for other hosts' initiators, plays the responder's half of what
 * it was armed with, and hands back its report.
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
