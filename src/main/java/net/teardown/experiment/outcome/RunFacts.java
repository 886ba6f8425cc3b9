package net.teardown.experiment.outcome;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import org.jspecify.annotations.Nullable;

/**
 * When, where and by what a run was made.
 *
 * @param startedAt to the microsecond
 * @param durationMicros from the first call to the last
 * @param settledMicros how long the observer waited for a hidden reset
 * @param vantage the name of the instance it was made from
 * @param stack {@code posix} or {@code jdk}
 * @param evidenceLevel what the observer's evidence rests on
 * @param environment the settings of the host it was made from; null if it wasn't read then
 * @param detail the text of an error, for a person; null if there was none
 */
public record RunFacts(
    Instant startedAt,
    long durationMicros,
    long settledMicros,
    String vantage,
    String stack,
    EvidenceLevel evidenceLevel,
    @Nullable Environment environment,
    @Nullable String detail) {

  public RunFacts {
    // PostgreSQL stores microseconds, and the response must equal what is read from the store
    // later.
    startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
  }
}
