package net.teardown.api.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import net.teardown.Needs;
import net.teardown.lab.Daemon;
import net.teardown.lab.Machine;
import net.teardown.servers.Listening;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Holds the modules that are pasted into the probes file against blackbox_exporter itself: both
 * read the same modules, probe the same servers, and must come to the same answers.
 */
@Timeout(120)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:blackbox;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      // Nobody may be told bytes of a caller's own; the file's modules are the operator's.
      "teardown.policy.converse=192.0.2.1"
    })
@Tag("lab")
class BlackboxIT {

  private static final String MODULES =
      """
      modules:
        tcp_connect:
          prober: tcp
        greeting:
          prober: tcp
          timeout: 20s
          tcp:
            query_response:
              - expect: "^220 "
        brief:
          prober: tcp
          timeout: 700ms
          tcp:
            query_response:
              - expect: "^220 "
        ssh:
          prober: tcp
          timeout: 20s
          tcp:
            query_response:
              - expect: "^SSH-2.0-"
              - send: "SSH-2.0-prober"
        pop3:
          prober: tcp
          timeout: 20s
          tcp:
            query_response:
              - expect: "^\\\\+OK"
              - send: "QUIT\\r"
              - expect: "^\\\\+OK bye$"
        smtp:
          prober: tcp
          timeout: 20s
          tcp:
            query_response:
              - expect: "^220 ([^ ]+) ESMTP (.+)$"
              - send: "EHLO prober\\r"
              - expect: "^250-STARTTLS"
              - send: "QUIT\\r"
        irc:
          prober: tcp
          timeout: 20s
          tcp:
            query_response:
              - send: "NICK prober"
              - send: "USER prober prober prober :prober"
              - expect: "PING :([^ ]+)"
                send: "PONG ${1}"
              - expect: "^:[^ ]+ 001"
        groups:
          prober: tcp
          timeout: 20s
          tcp:
            query_response:
              - expect: "^(?P<first>\\\\w+) (.*?)( never)?$"
                send: "$2-$1x-${1}x-$$-$-${9}-${first}-$3-${-$"
              - send: "literally ${1}"
              - expect: 250
      """;

  @TempDir private static Path directory;
  private static @Nullable Daemon blackbox;
  private static int blackboxPort;

  @LocalServerPort private int port;
  private final HttpClient client = HttpClient.newHttpClient();

  @DynamicPropertySource
  static void probesFile(DynamicPropertyRegistry registry) throws IOException {
    Path probes = directory.resolve("probes.yml");
    Files.writeString(probes, "blackbox:\n" + MODULES.indent(2));
    registry.add("teardown.probes-file", probes::toString);
  }

  @BeforeAll
  static void start() throws IOException {
    Needs.command("prometheus-blackbox-exporter");
    blackboxPort = Machine.freePort();
    Path file = Files.writeString(directory.resolve("blackbox.yml"), MODULES);
    blackbox =
        Daemon.start(
            List.of(
                "prometheus-blackbox-exporter",
                "--config.file=" + file,
                "--web.listen-address=127.0.0.1:" + blackboxPort),
            directory.resolve("blackbox.log"));
    blackbox.awaitListening(blackboxPort);
  }

  @AfterAll
  static void stop() {
    if (blackbox != null) {
      blackbox.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothComeToTheSameAnswer(PastedModuleCase what) throws Exception {
    Semaphore served = new Semaphore(0);
    Listening.Serving serving =
        channel -> {
          try {
            what.serve(channel);
          } finally {
            served.release();
          }
        };
    try (Listening server = Listening.start(serving)) {
      Map<String, String> theirs = probe(blackboxPort, what.module(), server.port());
      List<String> theySaid = heard(served);
      Map<String, String> ours = probe(port, what.module(), server.port());

      assertThat(ours).as("%s", what).isEqualTo(theirs);
      assertThat(ours)
          .as("%s", what)
          .containsEntry(
              "probe_success", what.answer() == PastedModuleCase.Answer.SUCCESS ? "1" : "0")
          .containsEntry(
              "probe_failed_due_to_regex",
              what.answer() == PastedModuleCase.Answer.NO_MATCH ? "1" : "0");
      assertThat(heard(served)).as("%s", what).isEqualTo(theySaid);
    }
  }

  /** What the server has been told on one connection. */
  private static List<String> heard(Semaphore served) throws InterruptedException {
    assertThat(served.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    return PastedModuleCase.heard();
  }

  @Test
  void bothAreRefusedAlike() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }

    assertThat(probe(port, "greeting", closed)).isEqualTo(probe(blackboxPort, "greeting", closed));
  }

  @Test
  void aSuccessIsAnsweredAtOnceAndTheConnectionIsLeftWithoutAReset() throws Exception {
    List<Integer> ends = Collections.synchronizedList(new ArrayList<>());
    try (Listening server =
        Listening.start(channel -> {
          PastedModuleCase.write(channel, "220 ready\r\nmore than anybody asked for\r\n");
          ends.add(channel.read(ByteBuffer.allocate(1)));
        })) {
      String answer = get(port, "greeting", server.port());

      assertThat(answer)
          .contains("probe_success 1.0", "teardown_probe_verdict{verdict=\"not_observed\"} 1.0");
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (ends.isEmpty() && System.nanoTime() < until) {
        Thread.sleep(10);
      }
      assertThat(ends).containsExactly(-1);
    }
  }

  /** What the two have in common, of which the values must be the same. */
  private Map<String, String> probe(int at, String module, int target) throws Exception {
    Map<String, String> values = new TreeMap<>();
    get(at, module, target)
        .lines()
        .filter(line ->
            line.startsWith("probe_success ")
                || line.startsWith("probe_failed_due_to_regex ")
                || line.startsWith("probe_ip_protocol ")
                || line.startsWith("probe_ip_addr_hash "))
        .forEach(line -> {
          int blank = line.indexOf(' ');
          values.put(
              line.substring(0, blank),
              "%.0f".formatted(Double.valueOf(line.substring(blank + 1))));
        });
    return values;
  }

  private String get(int at, String module, int target) throws Exception {
    String query = "/probe?module=%s&target=127.0.0.1:%d".formatted(module, target);
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + query)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
