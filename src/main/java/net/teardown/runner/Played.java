package net.teardown.runner;

import java.time.Duration;
import net.teardown.experiment.EndRecord;

/**
 * Both ends of a run that is over.
 *
 * @param settled how long the observer waited for a hidden reset
 * @param took from the first call to the last
 */
record Played(EndRecord initiator, EndRecord responder, Duration settled, Duration took) {}
