package net.teardown.api.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import org.jspecify.annotations.Nullable;

/** What was seen of TLS in the API. */
@Schema(name = "TlsStream", description = "What was seen of TLS, beside the evidence of TCP")
record TlsView(
    @Schema(description = "Null if the handshake wasn't done") @Nullable TlsVersion version,
    @Schema(example = "TLS_AES_128_GCM_SHA256") @Nullable String cipher,
    @Nullable String alpn,
    @Nullable CertificateView certificate,
    @Schema(description = "When the handshake began, on the run's time line") long atMicros,
    @Schema(description = "Null if the handshake wasn't done") @Nullable Long handshakeMicros,
    @Schema(description = "The fatal alert that came (RFC 8446 6)", example = "handshake_failure")
        @Nullable String alert,
    @Schema(description = "Why TLS failed at this end; null if it didn't") @Nullable String failure,
    @Schema(description = "When the server's close_notify was read; null if none was")
        @Nullable Long closeNotifyAtMicros,
    @Schema(description = "How the stream ended; null if it hasn't") @Nullable TlsEnding ending) {

  @Schema(name = "Certificate")
  record CertificateView(
      String subject,
      String issuer,
      List<String> names,
      Instant notAfter,
      @Schema(description = "When the first of those that it was shown with expires")
          Instant chainNotAfter,
      @Schema(description = "Decides nothing unless 'verify' was asked for") boolean trusted,
      @Schema(description = "Why it isn't trusted") @Nullable String why) {

    private static CertificateView of(TlsSeen.Certificate certificate) {
      return new CertificateView(
          certificate.subject(),
          certificate.issuer(),
          certificate.names(),
          certificate.notAfter(),
          certificate.chainNotAfter(),
          certificate.trusted(),
          certificate.why());
    }
  }

  static @Nullable TlsView of(@Nullable TlsSeen seen) {
    return seen == null
        ? null
        : new TlsView(
            seen.version(),
            seen.cipher(),
            seen.alpn(),
            seen.certificate() == null ? null : CertificateView.of(seen.certificate()),
            seen.atMicros(),
            seen.handshakeMicros(),
            seen.alert(),
            seen.failure(),
            seen.closeNotifyAtMicros(),
            seen.ending());
  }
}
