package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** HAProxy in {@code mode http}. */
final class Haproxy extends Installed {

  private final String rules;
  private final Security security;

  private Haproxy(String rules, Security security) {
    this.rules = rules;
    this.security = security;
  }

  /** An HAProxy that refuses by itself, with this action of {@code http-request}. */
  static Maker with(String refusal) {
    return new Haproxy(rules(refusal), Security.PLAINTEXT);
  }

  static Maker overTlsWith(String refusal, Security security) {
    return new Haproxy(rules(refusal), security);
  }

  private static String rules(String refusal) {
    return """
      http-request %s if { req.hdr(content-length) -m int gt %d }
      http-request return status 200 content-type text/plain string ok
    """
        .formatted(refusal, Server.LIMIT);
  }

  static Maker inFrontOf(Maker behind) {
    return new InFront(
        port ->
            new Haproxy(
                """
                  default_backend back
                backend back
                  server only 127.0.0.1:%d
                """
                    .formatted(port),
                Security.PLAINTEXT),
        behind);
  }

  @Override
  String program() {
    return "haproxy";
  }

  @Override
  String versionOption() {
    return "-v";
  }

  @Override
  String configuration(int port, Path directory) throws IOException {
    return """
    defaults
      mode http
      timeout connect 5s
      timeout client 30s
      timeout server 30s
      timeout http-request %ds
      timeout http-keep-alive %ds
    frontend front
      bind 127.0.0.1:%d%s
    %s\
    """
        .formatted(
            Server.IDLE_SECONDS,
            Server.IDLE_SECONDS,
            port,
            security.tls() ? secured(TlsSide.pem(directory)) : "",
            rules);
  }

  private String secured(Path pem) {
    return " ssl crt " + pem + security.ifClientsNeedOne(" verify required ca-file " + pem);
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    return List.of("haproxy", "-db", "-f", configuration.toString());
  }
}
