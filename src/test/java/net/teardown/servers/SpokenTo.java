package net.teardown.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.teardown.Needs;
import net.teardown.lab.Command;
import net.teardown.lab.Daemon;
import net.teardown.lab.Host;
import net.teardown.lab.Machine;
import org.springframework.util.FileSystemUtils;

/**
 * A server that a built-in module has a conversation with, as Debian packages it, and what it logs
 * and counts of its callers.
 */
public enum SpokenTo {
  /** Logs each session and how it ended, beside what it logs anyway. */
  EXIM(
      "smtp_banner",
      "daemon started",
      "SMTP connection from \\S+( \\S+)? closed by QUIT$",
      "SMTP connection from .* \\(TCP/IP connection count = \\d+\\)$",
      "exim4") {
    @Override
    List<String> command(String address, int port, Path directory) throws IOException {
      Path file =
          Files.writeString(
              directory.resolve("exim.conf"),
              """
              primary_hostname = mail.example
              spool_directory = %1$s/spool
              log_file_path = %1$s/%%slog
              local_interfaces = %2$s
              daemon_smtp_ports = %3$d
              log_selector = +smtp_connection +smtp_protocol_error +smtp_syntax_error
              """
                  .formatted(directory, address, port));
      return List.of("exim4", "-C", file.toString(), "-bdf", "-oP", directory + "/pid");
    }

    @Override
    List<String> told(Daemon daemon, Path directory) {
      return Stream.of("main", "reject", "panic")
          .flatMap(log -> lines(directory.resolve(log + "log")))
          .toList();
    }
  },

  OPENSSH(
      "ssh_banner",
      "Server listening on",
      "^Connection closed by 198\\.18\\.\\S+ port \\d+ \\[preauth\\]",
      Nothing.ELSE,
      "sshd") {
    @Override
    List<String> command(String address, int port, Path directory) throws IOException {
      return OtherServer.OPENSSH.command(address, port, directory);
    }
  },

  POSTGRESQL(
      "postgres_startup",
      "ready to accept connections",
      "LOG:  connection received: host=198\\.18\\.",
      Nothing.ELSE,
      "setpriv") {
    @Override
    public void needs() {
      super.needs();
      Needs.command(inDebian("initdb"));
    }

    @Override
    List<String> command(String address, int port, Path directory) throws IOException {
      // It refuses to run as root.
      List<String> as =
          List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
      Path data = directory.resolve("data");
      Path password = Files.writeString(directory.resolve("password"), "anything\n");
      Command.run(
          "",
          concat(
              as,
              List.of(
                  inDebian("initdb"),
                  "--no-sync",
                  "-U",
                  "postgres",
                  "-A",
                  "scram-sha-256",
                  "--pwfile=" + password,
                  "-D",
                  data.toString())));
      Files.writeString(
          data.resolve("pg_hba.conf"), "host all all %s/32 scram-sha-256\n".formatted(address));
      return concat(
          as,
          List.of(
              inDebian("postgres"),
              "-D",
              data.toString(),
              "-p",
              Integer.toString(port),
              "-c",
              "listen_addresses=" + address,
              "-c",
              "unix_socket_directories=",
              "-c",
              "log_connections=on"));
    }

    private static String inDebian(String program) {
      try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
        return versions.sorted().toList().getLast().resolve("bin").resolve(program).toString();
      } catch (IOException _) {
        return program;
      }
    }
  },

  /** Has its counters in its answers to INFO. */
  REDIS(
      "redis_ping",
      "Ready to accept connections",
      "Accepted 198\\.18\\.",
      "Accepted connection to |Client closed connection| clients connected"
          + "|^cmdstat_[a-z|]+:\\S*,rejected_calls=0,failed_calls=0"
          + "|^(rejected_connections|total_error_replies):0",
      "redis-server",
      "redis-cli") {
    @Override
    List<String> command(String address, int port, Path directory) throws IOException {
      return concat(
          OtherServer.REDIS.command(address, port, directory),
          List.of(
              "--loglevel",
              "verbose",
              "--protected-mode",
              "no",
              "--unixsocket",
              directory + "/socket"));
    }

    @Override
    List<String> told(Daemon daemon, Path directory) {
      String counted =
          Command.run("", List.of("redis-cli", "-s", directory + "/socket", "INFO", "everything"));
      Pattern counters =
          Pattern.compile("^(cmdstat_|errorstat_|rejected_connections|total_error_replies)");
      return concat(
          daemon.log().lines().toList(),
          counted.lines().filter(line -> counters.matcher(line).find()).toList());
    }
  },

  /** Counts its callers' errors by their address in {@code performance_schema.host_cache}. */
  MARIADB(
      "mysql_login",
      "ready for connections",
      " Connect\\tteardown@\\S* on  using TCP/IP$",
      " Quit\\t| Connect\\troot@localhost | Query\\t| Id +Command|Tcp port: |^Version: |started"
          + " with:|^(Aborted_\\S+|host_cache\\S*)\\t0$",
      "mariadbd",
      "mariadb",
      "mariadb-install-db") {
    @Override
    List<String> command(String address, int port, Path directory) throws IOException {
      Command.run(
          "",
          List.of(
              "mariadb-install-db",
              "--no-defaults",
              "--user=root",
              "--skip-test-db",
              "--auth-root-authentication-method=normal",
              "--datadir=" + directory + "/data"));
      Files.writeString(directory.resolve("init.sql"), "CREATE USER teardown;\n");
      // It counts only for addresses that it could look up, and never for loopback's.
      Path hosts =
          Files.writeString(
              directory.resolve("hosts"),
              "127.0.0.1 localhost\n%s probe.test\n".formatted(address));
      String server =
          "mariadbd --no-defaults --user=root --datadir=%1$s/data --socket=%1$s/socket --port=%2$d"
                  .formatted(directory, port)
              + " --bind-address=%s --performance-schema=ON --log-warnings=9".formatted(address)
              + " --init-file=%1$s/init.sql --general-log --general-log-file=%1$s/general"
                  .formatted(directory);
      return List.of("sh", "-c", "mount --bind %s /etc/hosts && exec %s".formatted(hosts, server));
    }

    @Override
    List<String> told(Daemon daemon, Path directory) {
      String counters =
          "SHOW GLOBAL STATUS LIKE 'Aborted%';"
              + " SELECT CONCAT('host_cache ', HOST), SUM_CONNECT_ERRORS + COUNT_HANDSHAKE_ERRORS"
              + " + COUNT_AUTHENTICATION_ERRORS + COUNT_HOST_BLOCKED_ERRORS"
              + " FROM performance_schema.host_cache";
      String counted =
          Files.exists(directory.resolve("socket"))
              ? Command.run(
                  "",
                  List.of(
                      "mariadb",
                      "--no-defaults",
                      "-S",
                      directory + "/socket",
                      "-u",
                      "root",
                      "-N",
                      "-B",
                      "-e",
                      counters))
              : "";
      return concat(
          concat(daemon.log().lines().toList(), lines(directory.resolve("general")).toList()),
          counted.lines().map(line -> line.replace("host_cache ", "host_cache_")).toList());
    }
  },

  /** Logs at level info, and each request with its status. */
  NGINX(
      "http_keepalive_second",
      "",
      "\"GET / HTTP/1\\.1\" 200 ",
      "closed keepalive connection$",
      "nginx") {
    @Override
    List<String> command(String address, int port, Path directory) throws IOException {
      Path file =
          Files.writeString(
              directory.resolve("nginx.conf"),
              """
              daemon off;
              pid nginx.pid;
              error_log stderr info;
              worker_processes 1;
              events {}
              http {
                access_log access.log;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                server {
                  listen %s:%d;
                  location / {
                    return 200 "ok\\n";
                  }
                }
              }
              """
                  .formatted(address, port));
      return List.of("nginx", "-e", "stderr", "-p", directory.toString(), "-c", file.toString());
    }

    @Override
    List<String> told(Daemon daemon, Path directory) {
      return concat(daemon.log().lines().toList(), lines(directory.resolve("access.log")).toList());
    }
  };

  /** For an enum's constants, which come before its own. */
  private static final class Nothing {
    static final String ELSE = "(?!)";
  }

  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** One of them that listens until it is closed. */
  public final class Served implements AutoCloseable {
    private final int port;
    private final Path directory;
    private final Daemon daemon;
    private final List<String> before;

    private Served(int port, Path directory, Daemon daemon) {
      this.port = port;
      this.directory = directory;
      this.daemon = daemon;
      daemon.awaitListening(port);
      awaitReady();
      before = told(daemon, directory);
    }

    private void awaitReady() {
      long deadline = System.nanoTime() + START_NANOS;
      while (told(daemon, directory).stream().noneMatch(line -> line.contains(ready))) {
        if (System.nanoTime() > deadline) {
          close();
          throw new IllegalStateException("%s isn't ready: %s".formatted(name(), daemon.log()));
        }
        pause();
      }
    }

    /** The port that it listens on. */
    public int port() {
      return port;
    }

    /** How many sessions it has logged that began and ended in order, at least; waits for them. */
    public long sessions(int atLeast) {
      long deadline = System.nanoTime() + START_NANOS;
      long sessions = inOrder();
      while (sessions < atLeast && System.nanoTime() < deadline) {
        pause();
        sessions = inOrder();
      }
      return sessions;
    }

    private long inOrder() {
      return sinceItsStart().filter(line -> session.matcher(line).find()).count()
          / (SpokenTo.this == NGINX ? 2 : 1);
    }

    /** What else it has logged and counted since its start. */
    public List<String> complaints() {
      return sinceItsStart()
          .filter(line -> !session.matcher(line).find() && !innocent.matcher(line).find())
          .toList();
    }

    private Stream<String> sinceItsStart() {
      List<String> told = new ArrayList<>(told(daemon, directory));
      before.forEach(told::remove);
      return told.stream().filter(line -> !line.isBlank());
    }

    @Override
    public void close() {
      daemon.close();
      try {
        FileSystemUtils.deleteRecursively(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final String module;
  private final String ready;
  private final Pattern session;
  private final Pattern innocent;

  @SuppressWarnings("ImmutableEnumChecker") // from List.of
  private final List<String> programs;

  /**
   * @param ready what it logs when it serves callers
   * @param session what it logs of a session that went well
   * @param innocent what else it logs or counts without a complaint
   */
  SpokenTo(String module, String ready, String session, String innocent, String... programs) {
    this.module = module;
    this.ready = ready;
    this.session = Pattern.compile(session);
    this.innocent = Pattern.compile(innocent);
    this.programs = List.of(programs);
  }

  /** The built-in module that is for it. */
  public String module() {
    return module;
  }

  /** Skips the test if it can't run here. */
  public void needs() {
    programs.forEach(Needs::command);
  }

  abstract List<String> command(String address, int port, Path directory) throws IOException;

  /** Everything that it has logged, and its counters. */
  List<String> told(Daemon daemon, Path directory) {
    return daemon.log().lines().toList();
  }

  /** Starts it on this address of a host. */
  public Served start(Host host, String address) throws IOException {
    Path directory = Files.createTempDirectory("spoken-to");
    // Some change from root to a user of their own.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    int port = Machine.freePort();
    List<String> command = concat(host.prefix(), command(address, port, directory));
    return new Served(port, directory, Daemon.start(command, directory.resolve("log")));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Stream<String> lines(Path log) {
    try {
      return Files.exists(log) ? Files.readAllLines(log).stream() : Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
