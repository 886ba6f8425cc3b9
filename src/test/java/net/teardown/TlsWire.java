package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.teardown.lab.DecryptedRecords;
import net.teardown.lab.TlsAlert;
import net.teardown.lab.TlsRecords;
import net.teardown.lab.WireCapture;
import net.teardown.lab.WireCapture.Connection;
import net.teardown.servers.Running;

/**
 * What tcpdump saw of a server on one connection.
 *
 * @param headers its records of TLS, by what of them is in plaintext
 * @param padding how many zeros it adds to a record of TLS 1.3
 * @param decrypted its records, if it logged its sessions' secrets
 */
record TlsWire(
    Connection connection, TlsRecords headers, int padding, Optional<DecryptedRecords> decrypted) {

  private static final Duration SURELY_SEEN = Duration.ofMillis(TlsAsked.SETTLE_MILLIS / 2);

  /** Ends the capture and reads it; the connections are in the order of their SYNs. */
  static List<TlsWire> of(WireCapture capture, Running server, int padding) throws Exception {
    List<Connection> connections = capture.connections(server.port());
    Optional<List<DecryptedRecords>> decrypted =
        server.keyLog().map(keys -> DecryptedRecords.of(capture.file(), keys, server.port()));
    decrypted.ifPresent(each -> assertThat(each).hasSameSizeAs(connections));
    List<TlsWire> wires = new ArrayList<>();
    for (Connection connection : connections) {
      int number = wires.size();
      wires.add(
          new TlsWire(
              connection,
              TlsRecords.of(connection.fromResponder()),
              padding,
              decrypted.map(each -> each.get(number))));
    }
    return wires;
  }

  /** What the server sent to end it. */
  String words() {
    List<String> sent = new ArrayList<>();
    if (decrypted.isPresent()) {
      decrypted.get().lastAlert().ifPresent(alert -> sent.add(alert.toString()));
    } else if (headers.endWithAlert(padding)) {
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

  /** Checks what is told of the connection, by all that is seen of it. */
  void agreesWith(Probe told) {
    headersAgreeWithTlsOf(told);
    decrypted.ifPresent(records -> {
      headersAgreeWith(records);
      agree(records, told);
    });
    segmentsAgreeWithVerdictOf(told);
  }

  /** No record is missing, and an alert is what looks like one. */
  private void headersAgreeWith(DecryptedRecords records) {
    assertThat(records.types()).hasSameSizeAs(headers.all());
    assertThat(records.alertsAreRead()).as("%s", records).isTrue();
    boolean alert = headers.endWithAlert(padding) || headers.endWithPlaintextAlert();
    assertThat(records.lastAlert().isPresent()).as("%s", records).isEqualTo(alert);
  }

  private static void agree(DecryptedRecords records, Probe told) {
    switch (told.tlsEnding()) {
      case "CLOSE_NOTIFY", "RESET_AFTER_CLOSE_NOTIFY" ->
          assertThat(records.lastAlert()).as("%s", told).contains(TlsAlert.CLOSE_NOTIFY);
      case "ALERT", "HANDSHAKE_FAILED" ->
          assertThat(records.lastAlert()).as("%s", told).contains(alertOf(told));
      case "NO_CLOSE_NOTIFY" -> assertThat(records.alerts()).as("%s", told).isEmpty();
      // A reset may have taken an alert that hadn't been read, or this end left before it came.
      default -> assertThat(told.tlsEnding()).as("%s", told).isIn("RESET", "");
    }
  }

  private static TlsAlert alertOf(Probe told) {
    return TlsAlert.fatal(told.server().get("tls").get("alert").asString());
  }

  private void headersAgreeWithTlsOf(Probe told) {
    boolean alert = headers.endWithAlert(padding);
    switch (told.tlsEnding()) {
      case "CLOSE_NOTIFY", "ALERT" -> assertThat(alert).as("%s", told).isTrue();
      case "RESET_AFTER_CLOSE_NOTIFY" -> {
        assertThat(alert).as("%s", told).isTrue();
        assertThat(connection.rst(true)).as("%s", told).isTrue();
      }
      case "NO_CLOSE_NOTIFY" -> {
        assertThat(alert).as("%s", told).isFalse();
        assertThat(connection.fin(true)).as("%s", told).isTrue();
      }
      case "RESET" -> assertThat(connection.rst(true)).as("%s", told).isTrue();
      case "HANDSHAKE_FAILED" ->
          assertThat(headers.endWithPlaintextAlert(alertOf(told))).as("%s", told).isTrue();
      default -> assertThat(told.tlsEnding()).as("%s", told).isEmpty();
    }
  }

  /**
   * A reset on the wire may come after the client has left, or take what it hadn't read: then what
   * is told need not have it.
   */
  private void segmentsAgreeWithVerdictOf(Probe told) {
    switch (told.verdict()) {
      case "CLEAN_EOF" -> {
        assertThat(connection.fin(true)).as("%s", told).isTrue();
        if (connection.rst(true) && !connection.initiatorEndedIt()) {
          assertThat(connection.rstBehindFin()).as("%s", told).isGreaterThan(SURELY_SEEN);
        }
      }
      case "EOF_THEN_RESET" -> {
        assertThat(connection.fin(true)).as("%s", told).isTrue();
        assertThat(connection.rst(true)).as("%s", told).isTrue();
      }
      case "RESET" -> assertThat(connection.rst(true)).as("%s", told).isTrue();
      case "KEPT_OPEN" -> {
        // It answers the client's leave, which the client takes after a silence.
        if (connection.fin(true)) {
          assertThat(connection.finBehindBytes()).as("%s", told).isGreaterThan(SURELY_SEEN);
        }
      }
      // With both ends closed, the kernel may not show how: the wire has it, and it wasn't told.
      default -> assertThat(told.verdict()).as("%s", told).isEqualTo("INCONCLUSIVE");
    }
  }
}
