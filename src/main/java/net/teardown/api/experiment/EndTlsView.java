package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/** What one end saw of TLS where both ends are ours, in the API. */
@Schema(name = "EndTls", description = "What one end saw of TLS, beside its calls and evidence")
record EndTlsView(
    @Schema(description = "Null if the handshake wasn't done") @Nullable TlsVersion version,
    @Schema(example = "TLS_AES_256_GCM_SHA384") @Nullable String cipher,
    @Schema(description = "When the handshake began, on the run's time line") long atMicros,
    @Schema(description = "Null if the handshake wasn't done") @Nullable Long handshakeMicros,
    @Schema(description = "The fatal alert that came (RFC 8446 6)") @Nullable String alert,
    @Schema(description = "Why TLS failed at this end; null if it didn't") @Nullable String failure,
    @Schema(description = "When the other end's close_notify was read; null if none was")
        @Nullable Long closeNotifyAtMicros,
    @Schema(
            description =
                "How the other end ended its stream; null if it hasn't, as to the end that closed"
                    + " first")
        @Nullable TlsEnding ending,
    @Schema(description = "Bytes of records that the kernel accepted, the handshake's included")
        long sentBytes,
    @Schema(description = "Bytes of records that were received, likewise") long receivedBytes) {

  /**
   * What an end saw.
   *
   * @param verdict of the run, where this end is its observer; else null
   */
  static EndTlsView of(EndTls tls, @Nullable Verdict verdict) {
    return new EndTlsView(
        tls.version(),
        tls.cipher(),
        tls.atMicros(),
        tls.handshakeMicros(),
        tls.alert(),
        tls.failure(),
        tls.closeNotifyAtMicros(),
        verdict == null ? tls.ending() : tls.endingIn(verdict),
        tls.sentBytes(),
        tls.receivedBytes());
  }
}
