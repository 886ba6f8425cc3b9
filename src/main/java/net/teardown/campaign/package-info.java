/** Campaigns: one spec varied along axes and repeated, and the statistics of its runs. */
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
