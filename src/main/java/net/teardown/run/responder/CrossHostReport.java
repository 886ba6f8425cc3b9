package net.teardown.run.responder;

import java.time.Duration;
import net.teardown.diagnosis.Repeats;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * One run with another Teardown that is over.
 *
 * @param level the observer's
 * @param detail what an error that crossed the network said; null if there was none
 * @param settled how long the observer waited for a hidden reset
 * @param took from its beginning to the other end's word
 */
record CrossHostReport(
    Repeats.Run said,
    EvidenceLevel level,
    @Nullable String detail,
    Duration settled,
    Duration took) {}
