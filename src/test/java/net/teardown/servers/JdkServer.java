package net.teardown.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HTTP server; its timeouts and how much it drains are set for a whole JVM. */
final class JdkServer implements Maker {

  @Override
  public void needs() {}

  @Override
  public Running start(Path directory) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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
