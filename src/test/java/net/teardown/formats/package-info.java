/** The formats of each release: the files that hold them, and what is written into those. */
@NullMarked
package net.teardown.formats;

import org.jspecify.annotations.NullMarked;
