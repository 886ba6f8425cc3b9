package net.teardown.run.responder;

import java.time.Duration;
import net.teardown.diagnosis.Repeats;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * The result of one finished run with another Teardown.
 *
 * @param level the level of the observer's evidence
 * @param detail the text of an error from the other host; null if there was none
 * @param settled how long the observer waited for a hidden reset
 * @param took from its beginning to the responder's report
 */
record CrossHostReport(
    Repeats.Run run,
    EvidenceLevel level,
    @Nullable String detail,
    Duration settled,
    Duration took) {}
