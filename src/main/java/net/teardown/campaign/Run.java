package net.teardown.campaign;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of every run of a campaign.
 *
 * @param cell which point of the axes' product, counted from 0 with the last axis fastest; points
 *     that are skipped count
 * @param repetition from 0
 * @param met whether it is what the campaign expects; null if the campaign expects nothing, or a
 *     version before this one stored it
 * @param httpStatus the HTTP status that a server replied with; null if there was none
 * @param startedAt to the microsecond
 * @param connectMicros how long {@code connect} took; null if there was none
 * @param durationMicros from the first call to the last
 * @param experiment the id under which its whole outcome is stored; null if it isn't
 */
public record Run(
    int cell,
    int repetition,
    Verdict verdict,
    Delivery delivery,
    @Nullable Reason reason,
    @Nullable Boolean asPredicted,
    @Nullable Boolean met,
    @Nullable Integer httpStatus,
    Instant startedAt,
    @Nullable Long connectMicros,
    long durationMicros,
    @Nullable UUID experiment) {

  public Run {
    startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
  }
}
