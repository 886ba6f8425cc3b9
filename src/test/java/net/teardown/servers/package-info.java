/** Servers to run experiments against: common ones, and hostile ones. */
@NullMarked
package net.teardown.servers;

import org.jspecify.annotations.NullMarked;
