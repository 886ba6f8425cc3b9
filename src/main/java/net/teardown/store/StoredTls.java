package net.teardown.store;

import java.time.Instant;
import java.util.List;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import org.jspecify.annotations.Nullable;

/** What was seen of TLS in the format of a row; see {@link StoredServer}. */
record StoredTls(
    @Nullable TlsVersion version,
    @Nullable String cipher,
    @Nullable String alpn,
    @Nullable Certificate certificate,
    long atMicros,
    @Nullable Long handshakeMicros,
    @Nullable String alert,
    @Nullable String failure,
    @Nullable Long closeNotifyAtMicros,
    @Nullable TlsEnding ending) {

  record Certificate(
      String subject,
      String issuer,
      List<String> names,
      Instant notAfter,
      Instant chainNotAfter,
      boolean trusted,
      @Nullable String why) {}

  static @Nullable StoredTls of(@Nullable TlsSeen seen) {
    return seen == null
        ? null
        : new StoredTls(
            seen.version(),
            seen.cipher(),
            seen.alpn(),
            of(seen.certificate()),
            seen.atMicros(),
            seen.handshakeMicros(),
            seen.alert(),
            seen.failure(),
            seen.closeNotifyAtMicros(),
            seen.ending());
  }

  private static @Nullable Certificate of(TlsSeen.@Nullable Certificate certificate) {
    return certificate == null
        ? null
        : new Certificate(
            certificate.subject(),
            certificate.issuer(),
            certificate.names(),
            certificate.notAfter(),
            certificate.chainNotAfter(),
            certificate.trusted(),
            certificate.why());
  }

  TlsSeen seen() {
    return new TlsSeen(
        version,
        cipher,
        alpn,
        certificate == null
            ? null
            : new TlsSeen.Certificate(
                certificate.subject(),
                certificate.issuer(),
                certificate.names(),
                certificate.notAfter(),
                certificate.chainNotAfter(),
                certificate.trusted(),
                certificate.why()),
        atMicros,
        handshakeMicros,
        alert,
        failure,
        closeNotifyAtMicros,
        ending);
  }
}
