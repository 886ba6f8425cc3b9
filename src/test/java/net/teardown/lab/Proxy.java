package net.teardown.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real TCP proxy: it terminates the initiator's connection and opens one of its own. */
public enum Proxy {
  /** HAProxy in {@code mode tcp}. */
  HAPROXY {
    @Override
    public String[] trial() {
      return new String[] {"haproxy", "-v"};
    }

    @Override
    String configuration(
        int port, InetSocketAddress backend, boolean proxyHeader, String option, Path directory) {
      // Otherwise it retries a backend that is down, a second later each time.
      return """
      defaults
        mode tcp
        retries 0
        timeout connect 5s
        timeout client 30s
        timeout server 30s
        %s
      frontend front
        bind :%d
        bind :::%d v6only
        default_backend back
      backend back
        server only %s%s
      """
          .formatted(option, port, port, Network.text(backend), proxyHeader ? " send-proxy" : "");
    }

    @Override
    String[] command(Path file, Path directory) {
      return new String[] {"haproxy", "-db", "-f", file.toString()};
    }
  },

  /** nginx with its {@code stream} module. */
  NGINX {
    @Override
    public String[] trial() {
      return new String[] {
        "sh",
        "-c",
        "nginx -v && { test -e %s || nginx -V 2>&1 | grep -q 'with-stream '; }".formatted(MODULE)
      };
    }

    @Override
    String configuration(
        int port, InetSocketAddress backend, boolean proxyHeader, String option, Path directory) {
      return """
      %sdaemon off;
      pid %s/nginx.pid;
      error_log stderr warn;
      worker_processes 1;
      events {}
      stream {
        server {
          listen %d;
          listen [::]:%d;
          proxy_pass %s;
          proxy_protocol %s;
          %s
        }
      }
      """
          .formatted(
              Files.exists(MODULE) ? "load_module " + MODULE + ";\n" : "",
              directory,
              port,
              port,
              Network.text(backend),
              proxyHeader ? "on" : "off",
              option.isEmpty() ? "" : option + ";");
    }

    @Override
    String[] command(Path file, Path directory) {
      return new String[] {
        "nginx", "-e", "stderr", "-p", directory.toString(), "-c", file.toString()
      };
    }
  };

  /** Where Debian installs the module; elsewhere it is built in. */
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

  /** A command that succeeds if this proxy is installed. */
  public abstract String[] trial();

  abstract String configuration(
      int port, InetSocketAddress backend, boolean proxyHeader, String option, Path directory);

  abstract String[] command(Path file, Path directory);

  /**
   * Starts it and waits until it listens, over IPv4 and IPv6.
   *
   * @param directory for its files, which may stay
   * @param port where it listens
   * @param backend where it connects to; nothing need listen there
   */
  public Daemon start(Host host, Path directory, int port, InetSocketAddress backend) {
    return start(host, directory, port, backend, false, "");
  }

  /**
   * As {@link #start}, with one more option.
   *
   * @param option in the syntax of its configuration: {@code option nolinger}, {@code
   *     proxy_half_close on}
   */
  public Daemon startWith(
      String option, Host host, Path directory, int port, InetSocketAddress backend) {
    return start(host, directory, port, backend, false, option);
  }

  /** As {@link #start}, and sends the backend the initiator's address in a PROXY header first. */
  public Daemon startWithProxyHeader(
      Host host, Path directory, int port, InetSocketAddress backend) {
    return start(host, directory, port, backend, true, "");
  }

  private Daemon start(
      Host host,
      Path directory,
      int port,
      InetSocketAddress backend,
      boolean proxyHeader,
      String option) {
    try {
      Path own = Files.createTempDirectory(directory, "proxy");
      Path file =
          Files.writeString(
              own.resolve("proxy.conf"), configuration(port, backend, proxyHeader, option, own));
      return host.start(own.resolve("proxy.log"), port, command(file, own));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
