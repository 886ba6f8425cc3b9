/** Serves the documents in the jar as HTML and as Markdown. */
@NullMarked
@ApplicationModule(allowedDependencies = {"api.http", "api.problem", "input"})
package net.teardown.api.docs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
