package net.teardown.experiment.evidence;

import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What one end saw of TLS where both ends are ours.
 *
 * @param version the version agreed on; null if the handshake isn't done
 * @param cipher the cipher suite agreed on (RFC 8446 B.4); null likewise
 * @param atMicros when the handshake began, on the run's time line
 * @param handshakeMicros how long it took; null if it isn't done
 * @param alert the name of the fatal alert that came (RFC 8446 6); null if none did
 * @param failure why TLS failed at this end, in the engine's words; null if it didn't, or the
 *     handshake only wasn't done
 * @param closeNotifyAtMicros when the other end's close_notify was read; null if none was
 * @param ending how the other end ended its stream; null if it hasn't
 * @param sentBytes bytes of records that the kernel accepted, handshake included
 * @param receivedBytes bytes of records that were received, likewise
 */
public record EndTls(
    @Nullable TlsVersion version,
    @Nullable String cipher,
    long atMicros,
    @Nullable Long handshakeMicros,
    @Nullable String alert,
    @Nullable String failure,
    @Nullable Long closeNotifyAtMicros,
    @Nullable TlsEnding ending,
    long sentBytes,
    long receivedBytes) {

  /** How the stream ended in a run that ended so; null if it hasn't. */
  public @Nullable TlsEnding endingIn(Verdict verdict) {
    return ending == null ? null : ending.in(verdict);
  }
}
