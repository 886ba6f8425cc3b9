package net.teardown.experiment.outcome;

import java.util.UUID;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * The other Teardown of a run between two hosts, as it introduced itself.
 *
 * @param id of that start of it
 * @param vantage its name
 * @param dataPort where it listens for test connections
 * @param initiatorSeenAs the address and port that the test connection came from as it saw them;
 *     null if none came
 * @param stack {@code posix} or {@code jdk}; null if it sent no report
 * @param evidenceLevel what its evidence rests on; null if it sent no report
 */
public record RespondingInstance(
    UUID id,
    String vantage,
    String version,
    int dataPort,
    @Nullable String initiatorSeenAs,
    @Nullable String stack,
    @Nullable EvidenceLevel evidenceLevel) {}
