package net.teardown.servers;

import java.nio.file.Path;
import java.util.List;

/** Caddy, which uses Go's net/http. */
final class Caddy extends Installed {

  private final String post;

  private Caddy(String post) {
    this.post = post;
  }

  /** A Caddy with this directive for a POST. */
  static Maker with(String post) {
    return new Caddy(post);
  }

  static Maker inFrontOf(Maker behind) {
    return new InFront(port -> new Caddy("reverse_proxy 127.0.0.1:" + port), behind);
  }

  @Override
  String program() {
    return "caddy";
  }

  @Override
  String versionOption() {
    return "version";
  }

  @Override
  String configuration(int port, Path directory) {
    return """
    {
      admin off
      auto_https off
      servers {
        timeouts {
          read_header %ds
          idle %ds
        }
      }
    }
    http://:%d {
      bind 127.0.0.1
      @post method POST
      handle @post {
        %s
      }
      handle {
        respond ok 200
      }
    }
    """
        .formatted(Server.IDLE_SECONDS, Server.IDLE_SECONDS, port, post);
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    // Caddy needs a home directory even if it has nothing to store there.
    return List.of(
        "env",
        "-i",
        "PATH=" + System.getenv("PATH"),
        "HOME=" + directory,
        "caddy",
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        configuration.toString());
  }
}
