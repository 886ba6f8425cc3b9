/** Hosts to test between: network namespaces, and what may lie in the path from one to another. */
@NullMarked
package net.teardown.lab;

import org.jspecify.annotations.NullMarked;
