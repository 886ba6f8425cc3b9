package net.teardown.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HTTP and HTTPS server; timeouts and how much it drains are set for a whole JVM. */
enum JdkServer implements Maker {
  PLAIN {
    @Override
    HttpServer server(InetSocketAddress address) throws IOException {
      return HttpServer.create(address, 0);
    }
  },

  OVER_TLS {
    @Override
    HttpServer server(InetSocketAddress address) throws Exception {
      HttpsServer server = HttpsServer.create(address, 0);
      server.setHttpsConfigurator(new HttpsConfigurator(TlsSide.context(TlsSide.CERTIFICATE)));
      return server;
    }
  };

  abstract HttpServer server(InetSocketAddress address) throws Exception;

  @Override
  public void needs() {}

  @Override
  public Running start(Path directory) throws Exception {
    HttpServer server = server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", JdkServer::answer);
    server.start();
    return new Running(
        server.getAddress().getPort(),
        Runtime.version().toString(),
        () -> {
          server.stop(0);
          threads.shutdownNow();
        });
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String length = exchange.getRequestHeaders().getFirst("Content-Length");
      boolean tooLarge = length != null && Long.parseLong(length) > Server.LIMIT;
      byte[] body = (tooLarge ? "too large\n" : "ok\n").getBytes(StandardCharsets.US_ASCII);
      if (!tooLarge) {
        exchange.getRequestBody().readAllBytes();
      }
      exchange.sendResponseHeaders(tooLarge ? 413 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
