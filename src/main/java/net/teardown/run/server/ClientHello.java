package net.teardown.run.server;

import java.nio.ByteBuffer;
import java.util.Base64;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.TlsTerms;
import net.teardown.tls.TlsOffer;
import net.teardown.tls.TlsStream;

/** The first that a client of TLS says (RFC 8446 4.1.2). */
final class ClientHello {

  private ClientHello() {}

  /**
   * One that asks for this server.
   *
   * @param host its name or address; an address isn't told
   */
  static Request to(String host) {
    TlsTerms terms = TlsTerms.PLAIN;
    TlsOffer offer =
        new TlsOffer(host, terms.nameFor(host), terms.alpn(), terms.protocols(), terms.verify());
    ByteBuffer hello = TlsStream.client(offer).outgoing();
    byte[] bytes = new byte[hello.remaining()];
    hello.get(bytes);
    return new Request.Bytes(Base64.getEncoder().encodeToString(bytes));
  }
}
