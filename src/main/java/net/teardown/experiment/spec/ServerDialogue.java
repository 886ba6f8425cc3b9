package net.teardown.experiment.spec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a third-party server, and how.
 *
 * @param pauseMillis how long to wait between chunks, 0 to 3600000
 * @param chunkBytes bytes to send at a time; null for as many as the kernel accepts
 * @param silenceMillis how long nothing may arrive before the server counts as having nothing more
 *     to send, 0 to 3600000
 * @param settleMillis how long a hidden reset may take to come, 0 to 3600000
 * @param tls how TLS is spoken from the start; null for plaintext
 */
public record ServerDialogue(
    Request request,
    Writing writing,
    int pauseMillis,
    @Nullable Integer chunkBytes,
    int silenceMillis,
    int settleMillis,
    @Nullable TlsTerms tls) {

  /** This dialogue as it may be stored and shown, see {@link Masked}. */
  ServerDialogue masked() {
    Request shown = request.masked();
    return shown.equals(request)
        ? this
        : new ServerDialogue(
            shown, writing, pauseMillis, chunkBytes, silenceMillis, settleMillis, tls);
  }

  /** How TLS is spoken, from the start or by a turn; null if it isn't. */
  public @Nullable TlsTerms anyTls() {
    return tls == null && request instanceof Request.Conversation conversation
        ? conversation.startedTls()
        : tls;
  }

  /** {@link #pauseMillis} as a duration. */
  public Duration pause() {
    return Duration.ofMillis(pauseMillis);
  }

  /** {@link #silenceMillis} as a duration. */
  public Duration silence() {
    return Duration.ofMillis(silenceMillis);
  }

  /** {@link #settleMillis} as a duration. */
  public Duration settle() {
    return Duration.ofMillis(settleMillis);
  }
}
