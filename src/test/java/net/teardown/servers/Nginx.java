package net.teardown.servers;

import java.nio.file.Path;
import java.util.List;

/** nginx, with a few directives of its server block. */
final class Nginx extends Installed {

  private final String directives;

  private Nginx(String directives) {
    this.directives = directives;
  }

  static Maker with(String directives) {
    return new Nginx(directives);
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
  String configuration(int port, Path directory) {
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
        listen 127.0.0.1:%d;
        client_max_body_size %d;
        %s
        location / {
          return 200 "ok\\n";
        }
      }
    }
    """
        .formatted(Server.IDLE_SECONDS, Server.IDLE_SECONDS, port, Server.LIMIT, directives);
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    return List.of(
        "nginx", "-e", "stderr", "-p", directory.toString(), "-c", configuration.toString());
  }
}
