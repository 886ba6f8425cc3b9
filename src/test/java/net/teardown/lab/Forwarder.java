package net.teardown.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that relays TCP connections for another purpose than balancing load. For each
 * connection to it, it opens one to the backend. IPv4 only.
 */
public enum Forwarder {
  /** {@code socat TCP-LISTEN TCP}. */
  SOCAT {
    @Override
    public List<String> commands() {
      return List.of("socat");
    }

    @Override
    void start(Started started, Path directory, int port, InetSocketAddress backend) {
      started.near(
          port,
          "socat",
          "TCP4-LISTEN:%d,fork,reuseaddr,backlog=128".formatted(port),
          "TCP4:" + Network.text(backend));
    }
  },

  /** {@code ssh -L}: the far host's sshd connects to the backend. */
  SSH {
    @Override
    public List<String> commands() {
      return List.of("sshd", "ssh", "ssh-keygen");
    }

    @Override
    void start(Started started, Path directory, int port, InetSocketAddress backend)
        throws IOException {
      Path hostKey = directory.resolve("host-key");
      Path ownKey = directory.resolve("own-key");
      for (Path key : List.of(hostKey, ownKey)) {
        Command.run(
            "", List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
      }
      // sshd needs this directory for its chroot; the package creates it when its service starts.
      Files.createDirectories(Path.of("/run/sshd"));
      started.far(
          INSIDE,
          "/usr/sbin/sshd",
          "-D",
          "-e",
          "-f",
          "/dev/null",
          "-p",
          Integer.toString(INSIDE),
          "-h",
          hostKey.toString(),
          "-o",
          "AuthorizedKeysFile=" + ownKey + ".pub",
          "-o",
          "StrictModes=no",
          "-o",
          "UsePAM=no",
          "-o",
          "PidFile=none",
          "-o",
          "PermitRootLogin=yes");
      started.near(
          port,
          "ssh",
          "-F",
          "none",
          "-N",
          "-i",
          ownKey.toString(),
          "-p",
          Integer.toString(INSIDE),
          "-o",
          "StrictHostKeyChecking=no",
          "-o",
          "UserKnownHostsFile=/dev/null",
          "-o",
          "BatchMode=yes",
          "-o",
          "ExitOnForwardFailure=yes",
          "-L",
          "0.0.0.0:%d:%s".formatted(port, Network.text(backend)),
          "root@" + started.far().v4().getHostAddress());
    }
  },

  /** Two stunnels with TLS between them. */
  STUNNEL {
    @Override
    public List<String> commands() {
      return List.of("stunnel4", "openssl");
    }

    @Override
    void start(Started started, Path directory, int port, InetSocketAddress backend)
        throws IOException {
      Path pem = directory.resolve("stunnel.pem");
      Path certificate = directory.resolve("certificate.pem");
      Command.run(
          "",
          List.of(
              "openssl",
              "req",
              "-x509",
              "-newkey",
              "ec",
              "-pkeyopt",
              "ec_paramgen_curve:P-256",
              "-nodes",
              "-days",
              "2",
              "-subj",
              "/CN=far",
              "-keyout",
              pem.toString(),
              "-out",
              certificate.toString()));
      Files.writeString(pem, Files.readString(pem) + Files.readString(certificate));
      started.far(
          INSIDE,
          "stunnel4",
          configuration(directory.resolve("far.conf"), pem, "no", INSIDE, Network.text(backend)));
      InetSocketAddress far = new InetSocketAddress(started.far().v4(), INSIDE);
      started.near(
          port,
          "stunnel4",
          configuration(directory.resolve("near.conf"), pem, "yes", port, Network.text(far)));
    }

    private String configuration(Path file, Path pem, String client, int port, String to)
        throws IOException {
      String lines =
          """
          foreground = yes
          pid =
          [only]
          client = %s
          accept = 0.0.0.0:%d
          connect = %s
          """
              .formatted(client, port, to);
      return Files.writeString(file, client.equals("yes") ? lines : lines + "cert = " + pem + "\n")
          .toString();
    }
  };

  /** The port of the half on the far host. */
  private static final int INSIDE = 8443;

  /** The programs that it needs. */
  public abstract List<String> commands();

  abstract void start(Started started, Path directory, int port, InetSocketAddress backend)
      throws IOException;

  /** The programs that were started, the far half first. */
  static final class Started implements AutoCloseable {

    private final Host near;
    private final Host far;
    private final Path directory;
    private final Undo undo = new Undo();

    Started(Host near, Host far, Path directory) {
      this.near = near;
      this.far = far;
      this.directory = directory;
    }

    Host far() {
      return far;
    }

    void near(int port, String... command) {
      start(near, port, command);
    }

    void far(int port, String... command) {
      start(far, port, command);
    }

    private void start(Host host, int port, String[] command) {
      undo.later(
          host.start(directory.resolve("forwarder-%s.log".formatted(host)), port, command)::close);
    }

    @Override
    public void close() {
      undo.all();
    }
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param near the host where it listens
   * @param far the host of its other half, if it has one
   * @param directory for its files, which may stay
   * @param port where it listens
   * @param backend where it connects to; nothing need listen there
   */
  public AutoCloseable start(
      Host near, Host far, Path directory, int port, InetSocketAddress backend) {
    Started started = new Started(near, far, directory);
    try {
      start(started, Files.createTempDirectory(directory, "forwarder"), port, backend);
      return started;
    } catch (IOException e) {
      started.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }
}
