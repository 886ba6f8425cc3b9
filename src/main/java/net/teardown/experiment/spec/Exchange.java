package net.teardown.experiment.spec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the two ends exchange, and when the observer reads; how the closer closes is
 * {@link Close}. Byte counts are 0 to {@link SpecFields#MAX_BYTES}.
 *
 * @param bytesSent bytes the initiator sends; to a server they are filler
 * @param replyBytes bytes the responder writes back
 * @param bytesSentAfterClose bytes the observer sends after the closer has closed
 * @param initiatorHalfCloses whether the initiator half-closes after sending
 * @param observerReads when the observer reads
 * @param idleMillis how long both ends are silent after the exchange; then the observer sends one
 *     byte, which none of the counts above contains; 0 for no silence and no such byte
 * @param tls how both ends speak TLS; null for plaintext, and towards a server, whose terms are
 *     {@link ServerDialogue#tls}
 */
public record Exchange(
    int bytesSent,
    int replyBytes,
    int bytesSentAfterClose,
    boolean initiatorHalfCloses,
    ObserverReads observerReads,
    int idleMillis,
    @Nullable OwnTls tls) {

  /** The bytes that end the silence: 1, or 0 where there is none. */
  public int bytesAfterIdle() {
    return idleMillis > 0 ? 1 : 0;
  }

  /** {@link #idleMillis} as a duration. */
  public Duration idle() {
    return Duration.ofMillis(idleMillis);
  }
}
