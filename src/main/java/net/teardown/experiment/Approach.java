package net.teardown.experiment;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server that nobody controls is spoken to.
 *
 * @param request what is said; null for the spec's {@code bytesSent} of filler
 * @param pauseMillis how long to wait between chunks, 0 to 60000
 * @param chunkBytes how much to send at a time; null for as much as the kernel takes
 * @param settleMillis how long to wait for a hidden reset, and for a server that has nothing more
 *     to say, 0 to 60000
 */
public record Approach(
    @Nullable Request request,
    Writing writing,
    int pauseMillis,
    @Nullable Integer chunkBytes,
    int settleMillis) {

  static final int DEFAULT_SETTLE_MILLIS = 200;

  /** This approach as it may be kept and shown, see {@link Masked}. */
  Approach masked() {
    Request shown = request == null ? null : request.masked();
    return shown == request
        ? this
        : new Approach(shown, writing, pauseMillis, chunkBytes, settleMillis);
  }

  /** {@link #settleMillis} as a duration. */
  public Duration settle() {
    return Duration.ofMillis(settleMillis);
  }

  /** {@link #pauseMillis} as a duration. */
  public Duration pause() {
    return Duration.ofMillis(pauseMillis);
  }

  void check(List<InvalidSpec.Violation> violations) {
    Spec.range(violations, "pauseMillis", pauseMillis, 0, Spec.MAX_MILLIS);
    Spec.range(violations, "settleMillis", settleMillis, 0, Spec.MAX_MILLIS);
    if (chunkBytes != null) {
      Spec.range(violations, "chunkBytes", chunkBytes, 1, Spec.MAX_BYTES);
    }
    Spec.refuse(
        violations,
        pauseMillis > 0 && chunkBytes == null,
        "pauseMillis",
        "needs 'chunkBytes': how much to send between two pauses");
  }
}
