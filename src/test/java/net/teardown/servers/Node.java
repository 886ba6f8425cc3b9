package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The HTTP or HTTPS server of Node.js, with a handler that leaves the body to Node. */
final class Node extends Installed {

  private final String ending;
  private final Security security;

  private Node(String ending, Security security) {
    this.ending = ending;
    this.security = security;
  }

  /**
   * @param ending of the connection that it refuses on: {@code keep}, {@code close} or {@code
   *     destroy}
   */
  static Maker with(String ending) {
    return new Node(ending, Security.PLAINTEXT);
  }

  /** As {@link #with}. */
  static Maker overTlsWith(String ending, Security security) {
    return new Node(ending, security);
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
            security.tls() ? secured(TlsSide.pem(directory)) : null,
            Server.LIMIT,
            Server.IDLE_SECONDS * 1000,
            Server.IDLE_SECONDS * 1000,
            port);
  }

  private String secured(Path pem) {
    String read = "require('fs').readFileSync('%s')".formatted(pem);
    String clients = security.ifClientsNeedOne(", requestCert: true");
    return "{ key: %1$s, cert: %1$s, ca: %1$s%2$s }".formatted(read, clients);
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    return List.of("node", configuration.toString());
  }
}
