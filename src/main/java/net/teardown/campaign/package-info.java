/** Campaigns: one spec varied along axes and repeated, and what it comes to. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "input",
      "instance",
      "policy",
      "run"
    })
package net.teardown.campaign;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
