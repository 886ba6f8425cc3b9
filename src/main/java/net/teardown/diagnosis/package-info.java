/**
 * Compares both ends' transcripts of a run with each other and with the prediction, and concludes
 * what lies between the ends.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "experiment.theory"
    })
package net.teardown.diagnosis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
