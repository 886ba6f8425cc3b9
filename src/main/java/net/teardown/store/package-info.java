/**
 * Keeps the history of experiments and campaigns in H2 or PostgreSQL, and implements the interfaces
 * that their owners define.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "campaign",
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "run"
    })
package net.teardown.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
