/** The calls by which another instance arms a responder, signals to it, and fetches its report. */
@NamedInterface("control")
@NullMarked
package net.teardown.responder.control;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
