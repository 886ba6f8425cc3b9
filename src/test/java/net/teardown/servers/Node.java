package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The HTTP or HTTPS server of Node.js, with a handler that leaves the body to Node. */
final class Node extends Installed {

  private final String ending;
  private final boolean tls;

  private Node(String ending, boolean tls) {
    this.ending = ending;
    this.tls = tls;
  }

  /**
   * @param ending of the connection that it refuses on: {@code keep}, {@code close} or {@code
   *     destroy}
   */
  static Maker with(String ending) {
    return new Node(ending, false);
  }

  /** As {@link #with}. */
  static Maker overTlsWith(String ending) {
    return new Node(ending, true);
  }

  @Override
  String program() {
    return "node";
  }

  @Override
  String versionOption() {
    return "--version";
  }

  @Override
  String configuration(int port, Path directory) throws IOException {
    return """
    const ending = '%s';
    const secured = %s;
    const options = { connectionsCheckingInterval: 500, ...secured };
    const server = require(secured ? 'https' : 'http').createServer(options, (request, response) => {
      if (Number(request.headers['content-length'] || 0) <= %d) {
        response.end('ok\\n');
        return;
      }
      response.statusCode = 413;
      if (ending === 'close') {
        response.setHeader('Connection', 'close');
      }
      response.end('too large\\n', () => {
        if (ending === 'destroy') {
          request.destroy();
        }
      });
    });
    server.headersTimeout = %d;
    server.keepAliveTimeout = %d;
    server.listen(%d, '127.0.0.1');
    """
        .formatted(
            ending,
            tls ? secured(TlsSide.pem(directory)) : null,
            Server.LIMIT,
            Server.IDLE_SECONDS * 1000,
            Server.IDLE_SECONDS * 1000,
            port);
  }

  private static String secured(Path pem) {
    String read = "require('fs').readFileSync('%s')".formatted(pem);
    return "{ key: %1$s, cert: %1$s }".formatted(read);
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    return List.of("node", configuration.toString());
  }
}
