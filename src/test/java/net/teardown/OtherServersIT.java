package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.teardown.lab.WireCapture;
import net.teardown.lab.WireCapture.Connection;
import net.teardown.servers.OtherServer;
import net.teardown.servers.Running;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests what is told of servers that don't speak HTTP in plaintext or that reset, by what tcpdump
 * sees of them.
 */
@Tag("lab")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OtherServersIT {

  private static final int TIMES = Integer.getInteger("lab.guilty", 50);

  @TempDir private static Path directory;

  private static ServiceProcess service;

  @BeforeAll
  static void startTheService() throws Exception {
    Needs.posixStack();
    Needs.packetCapture();
    service = ServiceProcess.start(List.of(), directory, "--teardown.responder.port=0");
  }

  @AfterAll
  static void endTheService() {
    if (service != null) {
      service.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "REDIS       | 'request':{'http':{'method':'POST','bodyBytes':100000}} | RESET"
            + " EOF_THEN_RESET CLEAN_EOF | speaks HTTP",
        "REDIS       | 'request':{'text':'PING\\r\\n'}                    | KEPT_OPEN              "
            + "       | beginning \"+PONG\"",
        "OPENSSH     | 'request':{'http':{'method':'POST','bodyBytes':100000}} | RESET"
            + " EOF_THEN_RESET CLEAN_EOF | beginning \"SSH-2.0-",
        "OPENSSH     | 'request':{'text':'SSH-2.0-probe\\r\\n'}           | KEPT_OPEN              "
            + "       | beginning \"SSH-2.0-",
        "OPENSSL     | 'request':{'http':{'method':'POST','bodyBytes':100000}} | RESET"
            + " EOF_THEN_RESET CLEAN_EOF | TLS",
        "OPENSSL     | 'request':{'http':{'method':'GET'}}                   | RESET EOF_THEN_RESET"
            + " CLEAN_EOF | TLS",
        "NODE_RESETS | 'request':{'text':'hello'}                            | RESET               "
            + "          | Which of these the server's teardown was can't be told",
        "NODE_IDLES  | 'request':{'http':{'method':'GET'}},'silenceMillis':5000 | CLEAN_EOF        "
            + "           | after the last byte"
      })
  void theVerdictIsTheWiresAndTheWordsAreOfWhatItSpeaks(
      OtherServer kind, String server, String verdicts, String words) throws Exception {
    kind.needs();
    List<Probe> probes = new ArrayList<>();
    try (Running running = kind.start();
        WireCapture capture = WireCapture.start(directory, running.port())) {
      for (int i = 0; i < TIMES; i++) {
        probes.add(
            Probe.of(
                service, running.port(), "'server':{%s},'timeoutMillis':8000".formatted(server)));
      }
      List<Connection> connections = capture.connections(running.port());

      assertThat(connections).hasSize(TIMES);
      for (int i = 0; i < TIMES; i++) {
        Probe probe = probes.get(i);
        assertThat(probe.verdict()).as("%d: %s", i, probe).isEqualTo(onTheWire(connections.get(i)));
        assertThat(verdicts.split(" ")).contains(probe.verdict());
        assertThat(probe.explanation()).contains(words);
        assertThat(probe.toString()).doesNotContain("Tomcat", "Undertow");
      }
    }
  }

  /** A server that keeps the connection sends its FIN, if any, once this end has closed. */
  private static String onTheWire(Connection connection) {
    if (connection.initiatorEndedIt()) {
      return "KEPT_OPEN";
    }
    return connection.rst(true)
        ? connection.fin(true) ? "EOF_THEN_RESET" : "RESET"
        : connection.fin(true) ? "CLEAN_EOF" : "KEPT_OPEN";
  }
}
