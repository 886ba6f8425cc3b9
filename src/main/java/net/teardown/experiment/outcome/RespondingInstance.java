package net.teardown.experiment.outcome;

import java.util.UUID;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * The other Teardown of a run between two hosts, as it described itself.
 *
 * @param id its id, new at each start of the process
 * @param vantage its name
 * @param dataPort the port on which it listens for test connections
 * @param initiatorSeenAs the address and port that it saw the test connection come from; null if
 *     none came
 * @param stack {@code posix} or {@code jdk}; null if it sent no report
 * @param evidenceLevel what its evidence rests on; null if it sent no report
 * @param environment the settings of its host; null if it didn't report them
 */
public record RespondingInstance(
    UUID id,
    String vantage,
    String version,
    int dataPort,
    @Nullable String initiatorSeenAs,
    @Nullable String stack,
    @Nullable EvidenceLevel evidenceLevel,
    @Nullable Environment environment) {}
