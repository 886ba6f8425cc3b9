package net.teardown.servers;

/**
 * A server in common use, with one setting that may affect how it ends a connection.
 *
 * <p>Each answers a GET with 200, and refuses a POST of more than {@link #LIMIT} bytes with 413 by
 * its own means. If it has a setting for the idle time of a connection, that is {@link
 * #IDLE_SECONDS}.
 */
public enum Server {
  NGINX("nginx", "as it comes", Nginx.with("")),
  NGINX_LINGERING_OFF("nginx", "lingering_close off", Nginx.with("lingering_close off;")),
  NGINX_LINGERING_ALWAYS("nginx", "lingering_close always", Nginx.with("lingering_close always;")),
  NGINX_RESET_TIMEDOUT(
      "nginx", "reset_timedout_connection on", Nginx.with("reset_timedout_connection on;")),
  APACHE("Apache", "LimitRequestBody", new Apache(Security.PLAINTEXT)),
  LIGHTTPD("lighttpd", "server.max-request-size", new Lighttpd()),
  HAPROXY_DENY("HAProxy", "http-request deny", Haproxy.with("deny deny_status 413")),
  HAPROXY_RETURN("HAProxy", "http-request return", Haproxy.with("return status 413")),
  HAPROXY_PROXY("HAProxy", "in front of nginx", Haproxy.inFrontOf(Nginx.with(""))),
  CADDY_RESPOND("Caddy", "respond", Caddy.with("respond 413")),
  CADDY_PROXY("Caddy", "in front of nginx", Caddy.inFrontOf(Nginx.with(""))),
  TOMCAT("Tomcat", "maxSwallowSize as it comes", TomcatServer.asItComes()),
  TOMCAT_SWALLOWS_ALL("Tomcat", "maxSwallowSize -1", TomcatServer.swallowing(-1)),
  TOMCAT_SWALLOWS_NOTHING("Tomcat", "maxSwallowSize 0", TomcatServer.swallowing(0)),
  JETTY("Jetty", "SizeLimitHandler", JettyServer.asItComes()),
  JETTY_READS_ALL("Jetty", "maxUnconsumedRequestContentReads -1", JettyServer.reading(-1)),
  JETTY_READS_NOTHING("Jetty", "maxUnconsumedRequestContentReads 0", JettyServer.reading(0)),
  NETTY_AGGREGATOR("Netty", "HttpObjectAggregator", NettyServer.aggregating()),
  NETTY_CLOSE("Netty", "answers, then closes", NettyServer.closing()),
  UNDERTOW_SERVER("Undertow", "MAX_ENTITY_SIZE", UndertowServer.SERVER),
  UNDERTOW_EXCHANGE("Undertow", "exchange.setMaxEntitySize", UndertowServer.EXCHANGE),
  UNDERTOW_HANDLER("Undertow", "handler answers, body unread", UndertowServer.HANDLER),
  JDK("JDK HttpServer", "handler answers, body unread", JdkServer.PLAIN),
  NODE("Node.js", "keeps the connection", Node.with("keep")),
  NODE_CLOSE("Node.js", "Connection: close", Node.with("close")),
  NODE_DESTROY("Node.js", "req.destroy()", Node.with("destroy")),
  PYTHON_1_0("Python http.server", "HTTP/1.0", Python.speaking("HTTP/1.0")),
  PYTHON_1_1("Python http.server", "HTTP/1.1, Connection: close", Python.speaking("HTTP/1.1"));

  /** The largest body that none of them refuses, in bytes. */
  public static final int LIMIT = 1024;

  /** How long a connection may be idle, in seconds. */
  public static final int IDLE_SECONDS = 2;

  private final String product;
  private final String setting;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Maker maker;

  Server(String product, String setting, Maker maker) {
    this.product = product;
    this.setting = setting;
    this.maker = maker;
  }

  /** The product's name, as its makers write it. */
  public String product() {
    return product;
  }

  /** The setting that distinguishes it from others of the same product. */
  public String setting() {
    return setting;
  }

  /** Skips the test where this server isn't installed. */
  public void needs() {
    maker.needs();
  }

  /** Starts it and waits until it listens. */
  public Running start() throws Exception {
    return maker.start();
  }

  @Override
  public String toString() {
    return product + ", " + setting;
  }
}
