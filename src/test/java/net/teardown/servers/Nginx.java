package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** nginx, with a few directives of its server block. */
final class Nginx extends Installed {

  private final String directives;
  private final boolean tls;

  private Nginx(String directives, boolean tls) {
    this.directives = directives;
    this.tls = tls;
  }

  static Maker with(String directives) {
    return new Nginx(directives, false);
  }

  static Maker overTls() {
    return new Nginx("", true);
  }

  @Override
  String program() {
    return "nginx";
  }

  @Override
  String versionOption() {
    return "-v";
  }

  @Override
  String configuration(int port, Path directory) throws IOException {
    return """
    daemon off;
    pid nginx.pid;
    error_log stderr crit;
    worker_processes 1;
    events {}
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      client_header_timeout %ds;
      keepalive_timeout %ds;
      server {
        listen 127.0.0.1:%d%s;
        client_max_body_size %d;
        %s
        location / {
          return 200 "ok\\n";
        }
      }
    }
    """
        .formatted(
            Server.IDLE_SECONDS,
            Server.IDLE_SECONDS,
            port,
            tls ? " ssl" : "",
            Server.LIMIT,
            tls ? secured(TlsSide.pem(directory)) : directives);
  }

  private static String secured(Path pem) {
    return "ssl_certificate %1$s; ssl_certificate_key %1$s; ssl_protocols TLSv1.2 TLSv1.3;"
        .formatted(pem);
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    return List.of(
        "nginx", "-e", "stderr", "-p", directory.toString(), "-c", configuration.toString());
  }
}
