/**
 * Compares both ends' transcripts of one run with each other and with the prediction, and says what
 * lies between them.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "experiment")
package net.teardown.diagnosis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
