package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.lab.TlsRecords;
import net.teardown.lab.WireCapture;
import net.teardown.lab.WireCapture.Connection;
import net.teardown.servers.Running;
import net.teardown.servers.TlsServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests what is told of how servers end TLS, by what tcpdump sees of them, and counts it in {@code
 * target/lab/tls.md}.
 *
 * <p>No session's keys are needed: a close_notify is told by its record's header. In TLS 1.2 it is
 * an encrypted alert, the server's last record; in TLS 1.3 a last record of 19 bytes and the
 * padding, since no server here ends its reply with a record of two. Whether such an alert is a
 * close_notify or a fatal one is the only thing that can't be told so: the client has the keys, and
 * reports an {@code ALERT}.
 */
@Tag("lab")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TlsServersIT {

  private static final int TIMES = Integer.getInteger("lab.guilty", 50);
  private static final Path TABLE = Path.of("target", "lab", "tls.md");

  /** RFC 8446 6: protocol_version. */
  private static final int PROTOCOL_VERSION = 70;

  private static final Duration SURELY_SEEN = Duration.ofMillis(TlsAsked.SETTLE_MILLIS / 2);

  @TempDir private static Path directory;

  private static ServiceProcess service;

  @BeforeAll
  static void startTheService() throws Exception {
    Needs.posixStack();
    Needs.packetCapture();
    service = ServiceProcess.start(List.of(), directory, "--teardown.responder.port=0");
    Files.createDirectories(TABLE.getParent());
    Files.writeString(
        TABLE,
        """
        | server | TLS | asked | on the wire | told |
        |---|---|---|---|---|
        """);
  }

  @AfterAll
  static void endTheService() {
    if (service != null) {
      service.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void howAServerEndsTlsIsToldAsItIsOnTheWire(TlsServer server) throws Exception {
    server.needs();
    try (Running running = server.start()) {
      for (TlsVersion version : TlsVersion.values()) {
        for (TlsAsked asked : TlsAsked.of(server)) {
          List<Probe> probes;
          List<Connection> connections;
          try (WireCapture capture = WireCapture.startWithPayload(directory, running.port())) {
            probes = Probe.times(TIMES, 1, asked.of(service, running.port(), version));
            connections = capture.connections(running.port());
          }
          report(server, running.version(), version, asked, probes, connections);

          assertThat(connections).hasSize(TIMES);
          for (int i = 0; i < TIMES; i++) {
            agrees(probes.get(i), connections.get(i), server.padding());
          }
        }
      }
    }
  }

  /**
   * A reset on the wire may come after the client has left, or take what it hadn't read: then what
   * is told need not have it.
   */
  private static void agrees(Probe told, Connection wire, int padding) {
    TlsRecords records = TlsRecords.of(wire.fromResponder());
    boolean closeNotify = records.endWithAlert(padding);
    switch (told.tlsEnding()) {
      case "CLOSE_NOTIFY", "ALERT" -> assertThat(closeNotify).as("%s", told).isTrue();
      case "RESET_AFTER_CLOSE_NOTIFY" -> {
        assertThat(closeNotify).as("%s", told).isTrue();
        assertThat(wire.rst(true)).as("%s", told).isTrue();
      }
      case "NO_CLOSE_NOTIFY" -> {
        assertThat(closeNotify).as("%s", told).isFalse();
        assertThat(wire.fin(true)).as("%s", told).isTrue();
      }
      case "RESET" -> assertThat(wire.rst(true)).as("%s", told).isTrue();
      case "HANDSHAKE_FAILED" -> {
        assertThat(told.server().get("tls").get("alert").asString()).isEqualTo("protocol_version");
        assertThat(records.endWithPlaintextAlert(PROTOCOL_VERSION)).as("%s", told).isTrue();
      }
      default -> assertThat(told.tlsEnding()).as("%s", told).isEmpty();
    }
    switch (told.verdict()) {
      case "CLEAN_EOF" -> {
        assertThat(wire.fin(true)).as("%s", told).isTrue();
        if (wire.rst(true) && !wire.initiatorEndedIt()) {
          assertThat(wire.rstBehindFin()).as("%s", told).isGreaterThan(SURELY_SEEN);
        }
      }
      case "EOF_THEN_RESET" -> {
        assertThat(wire.fin(true)).as("%s", told).isTrue();
        assertThat(wire.rst(true)).as("%s", told).isTrue();
      }
      case "RESET" -> assertThat(wire.rst(true)).as("%s", told).isTrue();
      case "KEPT_OPEN" -> {
        // It answers the client's leave, which the client takes after a silence.
        if (wire.fin(true)) {
          assertThat(wire.finBehindBytes()).as("%s", told).isGreaterThan(SURELY_SEEN);
        }
      }
      // With both ends closed, the kernel may not show how: the wire has it, and it wasn't told.
      default -> assertThat(told.verdict()).as("%s", told).isEqualTo("INCONCLUSIVE");
    }
  }

  private static void report(
      TlsServer server,
      String serverVersion,
      TlsVersion version,
      TlsAsked asked,
      List<Probe> probes,
      List<Connection> connections)
      throws IOException {
    Map<String, Integer> wires =
        connections.stream()
            .collect(
                Collectors.groupingBy(
                    connection -> onTheWire(connection, server.padding()),
                    TreeMap::new,
                    Collectors.summingInt(_ -> 1)));
    String line =
        "| %s %s, %s | %s | %s | %s | %s |%n"
            .formatted(
                server.product(),
                serverVersion,
                server.setting(),
                version,
                asked.words(),
                counted(wires),
                counted(TlsAsked.endings(probes)));
    System.out.print(line);
    Files.writeString(TABLE, line, StandardOpenOption.APPEND);
  }

  /** What the server sent to end it. */
  private static String onTheWire(Connection connection, int padding) {
    List<String> sent = new ArrayList<>();
    if (TlsRecords.of(connection.fromResponder()).endWithAlert(padding)) {
      sent.add("close_notify");
    }
    if (connection.fin(true)) {
      sent.add("FIN");
    }
    if (connection.rst(true)) {
      sent.add("RST");
    }
    return String.join(" ", sent);
  }

  private static String counted(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(count -> "%s: %d".formatted(count.getKey(), count.getValue()))
        .collect(Collectors.joining("<br>"));
  }
}
