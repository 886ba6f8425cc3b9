package net.teardown.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client offers and asks for in its handshake.
 *
 * @param host the name or address that the server's certificate must be for
 * @param serverName the name to send (SNI, RFC 6066 3); null sends none
 * @param alpn the protocols to offer (RFC 7301), the preferred one first; empty offers none
 * @param protocols the versions to offer, as the JDK names them: {@code TLSv1.3}
 * @param verify whether the handshake fails where the certificate isn't trusted
 */
public record TlsOffer(
    String host,
    @Nullable String serverName,
    List<String> alpn,
    List<String> protocols,
    boolean verify) {

  public TlsOffer {
    alpn = List.copyOf(alpn);
    protocols = List.copyOf(protocols);
  }
}
