package net.teardown.run.outcome;

import java.time.Duration;
import net.teardown.experiment.outcome.Ends;

/**
 * The transcripts of both ends of a finished run.
 *
 * @param settled how long the observer waited for a hidden reset
 * @param took from the first call to the last
 */
public record EndRecords<E extends Ends>(E ends, Duration settled, Duration took) {}
