/** Runs TCP teardown experiments on real sockets and tells how each connection really ended. */
@NullMarked
package net.teardown;

import org.jspecify.annotations.NullMarked;
