/** The documents: the Markdown pages that come in the jar, served as HTML and as they are. */
@NullMarked
@ApplicationModule(allowedDependencies = {"api.http", "api.problem", "input"})
package net.teardown.api.docs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
