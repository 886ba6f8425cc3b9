/** Servers to experiment with: those that everybody runs, and those that nobody should. */
@NullMarked
package net.teardown.servers;

import org.jspecify.annotations.NullMarked;
