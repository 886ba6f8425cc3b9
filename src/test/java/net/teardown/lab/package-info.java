/** Hosts to test between: network namespaces, and devices in the path between them. */
@NullMarked
package net.teardown.lab;

import org.jspecify.annotations.NullMarked;
