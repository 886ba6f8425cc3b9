/** Decides which callers may use the API. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api.http", "api.problem", "instance", "picture", "policy"})
package net.teardown.api.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
