package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.lab.TlsAlert;
import net.teardown.lab.WireCapture;
import net.teardown.servers.CertificateDemander;
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
 * <p>Servers that log their sessions' keys are judged by every record that they sent, decrypted by
 * tshark. The JDK's engine logs none, so its server and Netty's, and this client, are judged by the
 * records' headers alone; both judge the others, and have to agree. By its header a close_notify is
 * an encrypted alert in TLS 1.2, the server's last record; in TLS 1.3 a last record of 19 bytes and
 * the padding, since no server here ends its reply with a record of two. A fatal alert looks the
 * same there.
 */
@Tag("lab")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TlsServersIT {

  private static final int TIMES = Integer.getInteger("lab.guilty", 50);
  private static final Path TABLE = Path.of("target", "lab", "tls.md");

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
        | server | TLS | asked | judged by | on the wire | told |
        |---|---|---|---|---|---|
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
    server.needsOfKeyLog();
    try (Running running = server.startWithKeyLog()) {
      for (TlsVersion version : TlsVersion.values()) {
        for (TlsAsked asked : TlsAsked.of(server)) {
          judge(running, server, server.setting(), version, asked);
        }
      }
    }
  }

  /** By its header it could be a close_notify. A reset behind it may take it. */
  @ParameterizedTest
  @EnumSource
  void aFatalAlertIsToldAsTheServerEncryptedIt(CertificateDemander demander) throws Exception {
    demander.server().needsOfKeyLog();
    try (Running running = demander.startWithKeyLog()) {
      // Before TLS 1.3 the handshake fails, and nothing is asked.
      judgeFatal(running, demander, TlsVersion.TLS_1_2, TlsAsked.GET, "handshake_failure");
      for (TlsAsked asked : TlsAsked.values()) {
        judgeFatal(running, demander, TlsVersion.TLS_1_3, asked, "certificate_required");
      }
    }
  }

  private static void judgeFatal(
      Running running,
      CertificateDemander demander,
      TlsVersion version,
      TlsAsked asked,
      String alert)
      throws Exception {
    TlsAlert sent = TlsAlert.fatal(alert);
    assertThat(judge(running, demander.server(), demander.setting(), version, asked))
        .allSatisfy(wire -> assertThat(wire.decrypted().orElseThrow().lastAlert()).contains(sent));
  }

  /** Asks a server, and compares what is told of it with the wire, which it returns. */
  private static List<TlsWire> judge(
      Running running, TlsServer server, String setting, TlsVersion version, TlsAsked asked)
      throws Exception {
    List<Probe> probes;
    List<TlsWire> wires;
    try (WireCapture capture = WireCapture.startWithPayload(directory, running.port())) {
      probes = Probe.times(TIMES, 1, asked.of(service, running.port(), version));
      wires = TlsWire.of(capture, running, server.padding());
    }
    String name = "%s %s, %s".formatted(server.product(), running.version(), setting);
    report(name, version, asked, probes, wires);

    assertThat(wires).hasSize(TIMES);
    for (int i = 0; i < TIMES; i++) {
      wires.get(i).agreesWith(probes.get(i));
    }
    return wires;
  }

  private static void report(
      String name, TlsVersion version, TlsAsked asked, List<Probe> probes, List<TlsWire> wires)
      throws IOException {
    String line =
        "| %s | %s | %s | %s | %s | %s |%n"
            .formatted(
                name,
                version,
                asked.words(),
                counted(counts(wires, wire -> wire.decrypted().isPresent() ? "keys" : "headers")),
                counted(counts(wires, TlsWire::words)),
                counted(TlsAsked.endings(probes)));
    System.out.print(line);
    Files.writeString(TABLE, line, StandardOpenOption.APPEND);
  }

  private static Map<String, Integer> counts(List<TlsWire> wires, Function<TlsWire, String> by) {
    return wires.stream()
        .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.summingInt(_ -> 1)));
  }

  private static String counted(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(count -> "%s: %d".formatted(count.getKey(), count.getValue()))
        .collect(Collectors.joining("<br>"));
  }
}
