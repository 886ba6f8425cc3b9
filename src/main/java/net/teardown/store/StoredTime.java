package net.teardown.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Converts instants to what both databases can hold: microseconds, years 1 to 9999. */
final class StoredTime {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private StoredTime() {}

  static boolean representable(Instant instant) {
    return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
  }

  /**
   * A value to store or compare with. The instant must be representable and in whole microseconds.
   */
  static OffsetDateTime of(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /**
   * A bound that separates stored instants as the given instant does. It is rounded up to the
   * microsecond, because drivers round differently, and limited to the range that can be compared.
   */
  static OffsetDateTime bound(Instant instant) {
    if (instant.isBefore(FIRST)) {
      return of(FIRST);
    }
    if (instant.isAfter(LAST)) {
      return of(LAST);
    }
    Instant micros = instant.truncatedTo(ChronoUnit.MICROS);
    return of(micros.equals(instant) ? micros : micros.plus(1, ChronoUnit.MICROS));
  }
}
