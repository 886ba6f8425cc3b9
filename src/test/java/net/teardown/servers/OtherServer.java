package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.teardown.Needs;
import net.teardown.lab.Command;
import net.teardown.lab.Daemon;
import net.teardown.lab.Machine;
import org.springframework.util.FileSystemUtils;

/** A server in common use that doesn't speak HTTP in plaintext, or that resets on purpose. */
public enum OtherServer {
  REDIS("redis-server") {
    @Override
    List<String> command(String address, int port, Path directory) {
      return List.of(
          "redis-server",
          "--port",
          Integer.toString(port),
          "--bind",
          address,
          "--save",
          "",
          "--dir",
          directory.toString());
    }
  },

  OPENSSH("sshd", "ssh-keygen") {
    @Override
    List<String> command(String address, int port, Path directory) throws IOException {
      Path key = directory.resolve("key");
      Command.run("", List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
      // sshd needs this directory for its chroot; the package creates it when its service starts.
      Files.createDirectories(Path.of("/run/sshd"));
      return List.of(
          "/usr/sbin/sshd",
          "-D",
          "-e",
          "-f",
          "/dev/null",
          "-h",
          key.toString(),
          "-o",
          "ListenAddress=%s:%d".formatted(address, port),
          "-o",
          // Of more that haven't logged in yet it refuses some at random.
          "MaxStartups=1000",
          "-o",
          "PidFile=none");
    }
  },

  /** {@code openssl s_server -quiet -www}. */
  OPENSSL("openssl") {
    @Override
    List<String> command(String address, int port, Path directory) throws IOException {
      return Openssl.command(address, port, directory);
    }
  },

  /** Node's {@code resetAndDestroy()} once something has come. */
  NODE_RESETS("node") {
    @Override
    List<String> command(String address, int port, Path directory) {
      return List.of(
          "node",
          "-e",
          "require('net').createServer(socket => {"
              + " socket.on('error', () => {});"
              + " socket.once('data', () => socket.resetAndDestroy());"
              + " }).listen(%d, '%s')".formatted(port, address));
    }
  },

  /** Node's HTTP server, which closes a connection that was idle for two seconds. */
  NODE_IDLES("node") {
    @Override
    List<String> command(String address, int port, Path directory) {
      return List.of(
          "node",
          "-e",
          "const server = require('http').createServer("
              + "{ connectionsCheckingInterval: 200 }, (_, response) => response.end('ok'));"
              + " server.keepAliveTimeout = 2000;"
              + " server.listen(%d, '%s')".formatted(port, address));
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // from List.of
  private final List<String> programs;

  OtherServer(String... programs) {
    this.programs = List.of(programs);
  }

  abstract List<String> command(String address, int port, Path directory) throws IOException;

  /** Skips the test if it can't run here. */
  public void needs() {
    programs.forEach(Needs::command);
  }

  /** Starts it on a free port of 127.0.0.1. */
  public Running start() throws IOException {
    Path directory = Files.createTempDirectory("other-server");
    int port = Machine.freePort();
    Daemon daemon = Daemon.start(command("127.0.0.1", port, directory), directory.resolve("log"));
    daemon.awaitListening(port);
    return new Running(port, "unknown", daemon)
        .andThen(() -> FileSystemUtils.deleteRecursively(directory));
  }
}
