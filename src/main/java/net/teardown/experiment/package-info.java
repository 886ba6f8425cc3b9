/**
 * A teardown experiment in pure records and rules, apart by question: the words, what is asked,
 * what was seen, what theory allows, what came of it.
 */
@NullMarked
package net.teardown.experiment;

import org.jspecify.annotations.NullMarked;
