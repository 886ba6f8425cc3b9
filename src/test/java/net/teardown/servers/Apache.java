package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Apache's httpd as Debian packages it. */
final class Apache extends Installed {

  private final Security security;

  Apache(Security security) {
    this.security = security;
  }

  @Override
  String program() {
    return "apache2";
  }

  @Override
  String versionOption() {
    return "-v";
  }

  @Override
  String configuration(int port, Path directory) throws IOException {
    return """
    ServerRoot %1$s
    DefaultRuntimeDir %1$s
    PidFile apache.pid
    ErrorLog error.log
    ServerName localhost
    Listen 127.0.0.1:%2$d
    User nobody
    Group nogroup
    LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
    LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
    LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
    LoadModule reqtimeout_module /usr/lib/apache2/modules/mod_reqtimeout.so
    KeepAliveTimeout %3$d
    RequestReadTimeout header=%3$d
    LimitRequestBody %4$d
    DocumentRoot %5$s
    DirectoryIndex index.html
    %6$s
    """
        .formatted(
            directory,
            port,
            Server.IDLE_SECONDS,
            Server.LIMIT,
            site(directory),
            security.tls() ? secured(TlsSide.pem(directory)) : "");
  }

  private String secured(Path pem) {
    String clients = security.ifClientsNeedOne("SSLVerifyClient require");
    return """
    LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
    SSLEngine on
    SSLCertificateFile %1$s
    SSLCACertificateFile %1$s
    %2$s
    """
        .formatted(pem, clients);
  }

  @Override
  List<String> command(Path configuration, Path directory) {
    return List.of("apache2", "-DFOREGROUND", "-f", configuration.toString());
  }
}
