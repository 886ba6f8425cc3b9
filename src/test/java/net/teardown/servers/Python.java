package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Python's http.server, with a handler that doesn't read the body. */
final class Python extends Installed {

  private final String protocol;
  private final Security security;

  private Python(String protocol, Security security) {
    this.protocol = protocol;
    this.security = security;
  }

  static Maker speaking(String protocol) {
    return new Python(protocol, Security.PLAINTEXT);
  }

  static Maker overTlsSpeaking(String protocol, Security security) {
    return new Python(protocol, security);
  }

  @Override
  String program() {
    return "python3";
  }

  @Override
  String versionOption() {
    return "--version";
  }

  @Override
  String configuration(int port, Path directory) throws IOException {
    return """
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = '%s'
        timeout = %d

        def answer(self, status, body, *headers):
            self.send_response(status)
            self.send_header('Content-Length', str(len(body)))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            self.answer(200, b'ok\\n')

        def do_POST(self):
            length = int(self.headers['Content-Length'])
            if length > %d:
                self.answer(413, b'too large\\n', ('Connection', 'close'))
            else:
                self.rfile.read(length)
                self.answer(200, b'ok\\n')

        def log_message(self, *arguments):
            pass

    # Five connections may wait to be accepted by default; of more, some would be reset.
    ThreadingHTTPServer.request_queue_size = 128
    server = ThreadingHTTPServer(('127.0.0.1', %d), Handler)
    %s
    server.serve_forever()
    """
        .formatted(
            protocol,
            Server.IDLE_SECONDS,
            Server.LIMIT,
            port,
            security.tls() ? secured(TlsSide.pem(directory)) : "");
  }

  private String secured(Path pem) {
    return """
    import ssl
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain('%s')
    %s
    server.socket = context.wrap_socket(server.socket, server_side=True)
    """
        .formatted(pem, security.ifClientsNeedOne("context.verify_mode = ssl.CERT_REQUIRED"));
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    return List.of("python3", configuration.toString());
  }
}
