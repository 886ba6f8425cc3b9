/** How another instance arms a responder, tells it what it can't see, and fetches its report. */
@NamedInterface("control")
@NullMarked
package net.teardown.responder.control;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
