package net.teardown.servers;

import java.util.Optional;

/**
 * A server in common use that speaks TLS 1.2 and 1.3 with {@link TlsSide#CERTIFICATE}.
 *
 * <p>As a {@link Server}, each answers a GET with 200, and refuses a POST of more than {@link
 * Server#LIMIT} bytes with 413 by its own means; only OpenSSL's has none.
 */
public enum TlsServer {
  OPENSSL("OpenSSL", "s_server -www", new Openssl()),
  NGINX("nginx", "as it comes", Nginx.overTls()),
  HAPROXY(
      "HAProxy", "http-request deny", Haproxy.overTlsWith("deny deny_status 413", Security.TLS)),
  APACHE("Apache", "LimitRequestBody", new Apache(Security.TLS)),
  NODE("Node.js", "https, Connection: close", Node.overTlsWith("close", Security.TLS)),
  PYTHON(
      "Python http.server",
      "ssl, HTTP/1.1, Connection: close",
      Python.overTlsSpeaking("HTTP/1.1", Security.TLS)),
  JDK("JDK HttpServer", "HttpsServer, handler answers, body unread", JdkServer.OVER_TLS),
  NETTY("Netty", "SslHandler, answers, then closes", NettyServer.closingOverTls());

  private final String product;
  private final String setting;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Maker maker;

  TlsServer(String product, String setting, Maker maker) {
    this.product = product;
    this.setting = setting;
    this.maker = maker;
  }

  /** The product's name, as that of a {@link Server}. */
  public String product() {
    return product;
  }

  /** What of it speaks TLS, and what makes it end a connection. */
  public String setting() {
    return setting;
  }

  /** Whether it has means to refuse an upload. */
  public boolean refusesUploads() {
    return this != OPENSSL;
  }

  /** How many zeros it adds to a record of TLS 1.3: the JDK's engine does (RFC 8446 5.4). */
  public int padding() {
    return switch (this) {
      case JDK, NETTY -> 16;
      case OPENSSL, NGINX, HAPROXY, APACHE, NODE, PYTHON -> 0;
    };
  }

  /** How it logs its sessions' secrets: the JDK's engine, which Netty has here too, can't. */
  private Optional<KeyLog> keyLog() {
    return switch (this) {
      case OPENSSL, NGINX, HAPROXY, APACHE -> Optional.of(KeyLog.PRELOADED);
      case NODE -> Optional.of(KeyLog.BY_OPTION_OF_NODE);
      case PYTHON -> Optional.of(KeyLog.BY_VARIABLE);
      case JDK, NETTY -> Optional.empty();
    };
  }

  /** Skips the test where this server isn't installed. */
  public void needs() {
    maker.needs();
  }

  /** Starts it and waits until it listens. */
  public Running start() throws Exception {
    return maker.start();
  }

  /** Skips the test where {@link #startWithKeyLog} can't do it. */
  public void needsOfKeyLog() {
    needs();
    keyLog().ifPresent(KeyLog::needs);
  }

  /** As {@link #start}, with {@link Running#keyLog} if it is one that can log its keys. */
  public Running startWithKeyLog() throws Exception {
    return startWithKeyLog(maker);
  }

  /** The same with another setting. */
  Running startWithKeyLog(Maker other) throws Exception {
    Optional<KeyLog> log = keyLog();
    return log.isPresent() ? other.start(log.get()) : other.start();
  }

  @Override
  public String toString() {
    return product + ", " + setting;
  }
}
