/**
 * Renders text and SVG for people: the ladder diagram of an outcome, the heat map of a campaign,
 * the mesh.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "campaign",
      "experiment.evidence",
      "experiment.outcome",
      "experiment.spec",
      "experiment.terms",
      "experiment.theory",
      "monitor"
    })
package net.teardown.picture;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
