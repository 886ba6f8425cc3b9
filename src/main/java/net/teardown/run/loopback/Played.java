package net.teardown.run.loopback;

import java.time.Duration;
import net.teardown.experiment.outcome.Ends;
import net.teardown.run.outcome.EndRecords;
import net.teardown.script.ScriptRunner;

/**
 * Both ends of a run that a lane has made. It is valid until the lane's next run, which uses their
 * transcripts again.
 *
 * @param settled how long the observer waited for a hidden reset
 * @param tookNanos from the first call to the last
 */
record Played(ScriptRunner initiator, ScriptRunner responder, Duration settled, long tookNanos) {

  /** The transcripts, written out for good. */
  EndRecords<Ends.Pair> records() {
    return new EndRecords<>(
        new Ends.Pair(initiator.record(), responder.record()),
        settled,
        Duration.ofNanos(tookNanos));
  }
}
