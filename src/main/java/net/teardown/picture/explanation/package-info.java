/** Explains an outcome, and what to do about it, in sentences for people. */
@NamedInterface("explanation")
@NullMarked
package net.teardown.picture.explanation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
