package net.teardown.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import net.teardown.experiment.outcome.Experiments.InvalidCursor;

/**
 * The position after a page: the keys of its last row. Its text is base64url of 24 bytes, the
 * microseconds since 1970 and the id.
 *
 * @param startedAt to the microsecond
 */
record Cursor(Instant startedAt, UUID id) {

  private static final int BYTES = 24;
  private static final int RANDOM_VARIANT = 2;

  /** The cursor as it is given to callers. */
  String text() {
    byte[] bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, startedAt))
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Parses what {@link #text()} wrote.
   *
   * @throws InvalidCursor if the text is anything else
   */
  static Cursor parse(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw new InvalidCursor(text);
    }
    if (bytes.length != BYTES) {
      throw new InvalidCursor(text);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Instant startedAt = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
    UUID id = new UUID(buffer.getLong(), buffer.getLong());
    Cursor cursor = new Cursor(startedAt, id);
    boolean ours =
        id.version() == 7
            && id.variant() == RANDOM_VARIANT
            && StoredTime.representable(startedAt)
            && cursor.text().equals(text);
    if (!ours) {
      throw new InvalidCursor(text);
    }
    return cursor;
  }
}
