package net.teardown.servers;

/**
 * A server that sends a fatal alert to a client without a certificate; nginx has none, it answers
 * 400. In TLS 1.3 the client has done its handshake by then (RFC 8446 4.4.2.4).
 */
public enum CertificateDemander {
  OPENSSL(TlsServer.OPENSSL, "s_server -Verify", new Openssl("-Verify", "1")),
  HAPROXY(
      TlsServer.HAPROXY,
      "verify required",
      Haproxy.overTlsWith("deny deny_status 413", Security.CLIENT_CERTIFICATES)),
  APACHE(TlsServer.APACHE, "SSLVerifyClient require", new Apache(Security.CLIENT_CERTIFICATES)),
  NODE(
      TlsServer.NODE,
      "https, requestCert",
      Node.overTlsWith("close", Security.CLIENT_CERTIFICATES)),
  PYTHON(
      TlsServer.PYTHON,
      "ssl, CERT_REQUIRED",
      Python.overTlsSpeaking("HTTP/1.1", Security.CLIENT_CERTIFICATES));

  private final TlsServer server;
  private final String setting;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Maker maker;

  CertificateDemander(TlsServer server, String setting, Maker maker) {
    this.server = server;
    this.setting = setting;
    this.maker = maker;
  }

  /** The same without this demand. */
  public TlsServer server() {
    return server;
  }

  /** What makes it demand one. */
  public String setting() {
    return setting;
  }

  /** Starts it, with a log of its sessions' secrets, and waits until it listens. */
  public Running startWithKeyLog() throws Exception {
    return server.startWithKeyLog(maker);
  }

  @Override
  public String toString() {
    return server.product() + ", " + setting;
  }
}
