/**
 * Serves the documents in the jar as HTML and as Markdown, searches them, and has their examples
 * drawn by runs on this host.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "api.http",
      "api.page",
      "api.problem",
      "experiment.outcome",
      "experiment.spec",
      "input",
      "policy",
      "run",
      "scenario"
    })
package net.teardown.api.docs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
