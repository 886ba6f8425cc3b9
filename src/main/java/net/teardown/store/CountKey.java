package net.teardown.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The columns under which an experiment is counted.
 *
 * @param begins the hour in which it started
 * @param asPredicted {@code true}, {@code false} or {@code none}, because a key column can't be
 *     null
 */
record CountKey(
    Instant begins,
    String verdict,
    String asPredicted,
    @Nullable String label,
    @Nullable String targetHost) {

  static CountKey of(
      Instant startedAt,
      String verdict,
      @Nullable Boolean asPredicted,
      @Nullable String label,
      @Nullable String targetHost) {
    return new CountKey(
        startedAt.truncatedTo(ChronoUnit.HOURS),
        verdict,
        asPredicted == null ? "none" : asPredicted.toString(),
        label,
        targetHost);
  }
}
