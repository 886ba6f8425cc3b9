/** The HTTP endpoints between instances: the control of a responder. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api.http", "api.openapi", "responder", "responder :: control"})
package net.teardown.api.session;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
