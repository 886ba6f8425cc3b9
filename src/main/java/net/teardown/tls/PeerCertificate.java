package net.teardown.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that the other end showed.
 *
 * @param subject its distinguished name (RFC 2253)
 * @param issuer its issuer's
 * @param names the names and addresses that it is for (RFC 5280 4.2.1.6)
 * @param notAfter when it expires
 * @param chainNotAfter when the first of the certificates that it was shown with expires
 * @param trusted whether this runtime's certificate authorities vouch for it, and for this host
 * @param why the reason why it isn't trusted; null if it is
 */
public record PeerCertificate(
    String subject,
    String issuer,
    List<String> names,
    Instant notAfter,
    Instant chainNotAfter,
    boolean trusted,
    @Nullable String why) {

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final int MOST_NAMES = 100;

  public PeerCertificate {
    names = List.copyOf(names);
  }

  /** The first of a chain, and why it isn't trusted; null if it is. */
  static PeerCertificate of(X509Certificate[] chain, @Nullable String distrust) {
    X509Certificate certificate = chain[0];
    Instant earliest =
        Arrays.stream(chain)
            .map(each -> each.getNotAfter().toInstant())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    return new PeerCertificate(
        certificate.getSubjectX500Principal().getName(),
        certificate.getIssuerX500Principal().getName(),
        names(certificate),
        certificate.getNotAfter().toInstant(),
        earliest,
        distrust == null,
        distrust);
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name ->
                  Objects.equals(name.getFirst(), DNS_NAME)
                      || Objects.equals(name.getFirst(), IP_ADDRESS))
              .map(name -> String.valueOf(name.get(1)))
              .limit(MOST_NAMES)
              .toList();
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }
}
