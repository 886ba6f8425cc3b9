/**
 * A teardown experiment as records and rules without I/O. One package per question: the shared
 * terms, the spec, the evidence with its judge, the theory, the outcome.
 */
@NullMarked
package net.teardown.experiment;

import org.jspecify.annotations.NullMarked;
