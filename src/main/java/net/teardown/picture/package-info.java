/** Text and SVG for people: the ladder of an outcome. */
@NullMarked
@ApplicationModule(allowedDependencies = "experiment")
package net.teardown.picture;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
