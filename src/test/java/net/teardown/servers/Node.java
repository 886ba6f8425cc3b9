package net.teardown.servers;

import java.nio.file.Path;
import java.util.List;

/** The HTTP server of Node.js, with a handler that leaves the body to Node. */
final class Node extends Installed {

  private final String ending;

  private Node(String ending) {
    this.ending = ending;
  }

  /**
   * @param ending of the connection that it refuses on: {@code keep}, {@code close} or {@code
   *     destroy}
   */
  static Maker with(String ending) {
    return new Node(ending);
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
  String configuration(int port, Path directory) {
    return """
    const http = require('http');
    const ending = '%s';
    const server = http.createServer({ connectionsCheckingInterval: 500 }, (request, response) => {
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
            ending, Server.LIMIT, Server.IDLE_SECONDS * 1000, Server.IDLE_SECONDS * 1000, port);
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    return List.of("node", configuration.toString());
  }
}
