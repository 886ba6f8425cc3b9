/**
 * Serves the page: its shell at the root and under the names that people link to, and the files
 * that it is made of.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "api.http")
package net.teardown.api.page;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
