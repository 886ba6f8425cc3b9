package net.teardown.servers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Jetty, with its own limit for request bodies. */
record JettyServer(@Nullable Integer maxUnconsumedRequestContentReads) implements Maker {

  static Maker asItComes() {
    return new JettyServer(null);
  }

  /**
   * @param times how often Jetty reads from a body that the handler left unread; -1 for all of it
   */
  static Maker reading(int times) {
    return new JettyServer(times);
  }

  @Override
  public void needs() {}

  @Override
  public Running start(Path directory) throws Exception {
    HttpConfiguration configuration = new HttpConfiguration();
    if (maxUnconsumedRequestContentReads != null) {
      configuration.setMaxUnconsumedRequestContentReads(maxUnconsumedRequestContentReads);
    }
    var server = new org.eclipse.jetty.server.Server();
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    connector.setIdleTimeout(Server.IDLE_SECONDS * 1000L);
    server.addConnector(connector);
    server.setHandler(
        new SizeLimitHandler(Server.LIMIT, -1) {
          {
            setHandler(new Answering());
          }
        });
    server.start();
    return new Running(
        connector.getLocalPort(), org.eclipse.jetty.server.Server.getVersion(), server::stop);
  }

  private static final class Answering extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.write(true, BufferUtil.toBuffer("ok\n", StandardCharsets.US_ASCII), callback);
      return true;
    }
  }
}
