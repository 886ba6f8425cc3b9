package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** lighttpd, which limits bodies in KiB. */
final class Lighttpd extends Installed {

  @Override
  String program() {
    return "lighttpd";
  }

  @Override
  String versionOption() {
    return "-v";
  }

  @Override
  String configuration(int port, Path directory) throws IOException {
    return """
    server.bind = "127.0.0.1"
    server.port = %d
    server.document-root = "%s"
    server.upload-dirs = ("%s")
    index-file.names = ("index.html")
    server.max-request-size = %d
    server.max-read-idle = %d
    server.max-keep-alive-idle = %d
    """
        .formatted(
            port,
            site(directory),
            directory,
            Server.LIMIT / 1024,
            Server.IDLE_SECONDS,
            Server.IDLE_SECONDS);
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    return List.of("lighttpd", "-D", "-f", configuration.toString());
  }
}
