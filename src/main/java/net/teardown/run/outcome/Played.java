package net.teardown.run.outcome;

import java.time.Duration;
import net.teardown.experiment.evidence.EndRecord;

/**
 * Both ends of a run that is over.
 *
 * @param settled how long the observer waited for a hidden reset
 * @param took from the first call to the last
 */
public record Played(EndRecord initiator, EndRecord responder, Duration settled, Duration took) {}
