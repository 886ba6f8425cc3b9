package net.teardown.api.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import net.teardown.Needs;
import net.teardown.experiment.outcome.Origin;
import net.teardown.lab.Promtool;
import net.teardown.probe.ProbeModules;
import net.teardown.probe.Prober;
import net.teardown.servers.Listening;
import net.teardown.servers.TlsSide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests GET /probe as Prometheus calls it, against loopback servers that end connections in
 * different ways.
 */
@AutoConfigureMetrics
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties =
        "spring.datasource.url=jdbc:h2:mem:probe;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class ProbeIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";
  private static final String TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";
  private static final Listening.Serving ORDERLY = ProbeIT::readToTheEnd;

  private static final String LABELLED =
      """
      modules:
        ticket:
          spec: {bytesSent: 5, closer: INITIATOR, tls: {}}
      blackbox:
        modules:
          labelled:
            prober: tcp
            tcp:
              query_response:
                - expect: "^220 ([^ ]+) ESMTP (.+)$"
                  labels: [{name: host, value: "$1"}, {name: software, value: "${2}!"}]
                - send: "QUIT\\r"
      """;

  @TempDir private static Path directory;

  @LocalServerPort private int port;
  @Autowired private Prober prober;
  @Autowired private ProbeModules modules;
  private final HttpClient client = HttpClient.newHttpClient();

  @DynamicPropertySource
  static void probesFile(DynamicPropertyRegistry registry) throws IOException {
    Path probes = Files.writeString(directory.resolve("probes.yml"), LABELLED);
    registry.add("teardown.probes-file", probes::toString);
  }

  @Test
  void whatAModuleTakesFromTheLineThatItExpectsIsALabel() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          channel.write(ISO_8859_1.encode("hi\r\n220 mail.example ESMTP Post\"fix\\\r\n"));
          readToTheEnd(channel);
        })) {
      assertThat(probe("labelled", server.port()))
          .containsEntry("probe_success", 1.0)
          .containsEntry(
              "probe_expect_info{host=\"mail.example\",software=\"Post\\\"fix\\\\!\"}", 1.0);
    }
    for (String says : List.of("554 no\r\n", "")) {
      try (Listening server = Listening.start(channel -> channel.write(ISO_8859_1.encode(says)))) {
        assertThat(probe("labelled", server.port()))
            .containsEntry("probe_success", 0.0)
            .containsEntry("probe_failed_due_to_regex", 1.0)
            .noneSatisfy((series, _) -> assertThat(series).startsWith("probe_expect_info"));
      }
    }
  }

  @Test
  void anOrderlyEndIsASuccess() throws Exception {
    try (Listening server = Listening.start(ORDERLY)) {
      Map<String, Double> answer = probe("tcp_close", server.port());

      assertThat(answer)
          .containsEntry("probe_success", 1.0)
          .containsEntry("probe_ip_protocol", 4.0)
          .containsEntry("probe_failed_due_to_regex", 0.0)
          .containsEntry("teardown_probe_verdict{verdict=\"clean_eof\"}", 1.0)
          .containsEntry("teardown_probe_verdict{verdict=\"reset\"}", 0.0)
          .containsEntry("teardown_probe_unread_bytes", 0.0)
          .containsKeys(
              "probe_duration_seconds",
              "probe_timeout_seconds",
              "probe_dns_lookup_time_seconds",
              "teardown_probe_phase_duration_seconds{phase=\"connect\"}")
          .doesNotContainKey("teardown_probe_as_predicted");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void tlsIsToldOfWithAServerAndBetweenEndsOfOurs() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          TlsSide tls = new TlsSide(channel, "TLSv1.2").handshake();
          tls.hearClose();
          tls.closeNotify();
        })) {
      assertThat(probe("tls_close", server.port()))
          .containsEntry("probe_success", 1.0)
          .containsEntry("probe_tls_version_info{version=\"TLS 1.2\"}", 1.0)
          .containsEntry("teardown_probe_tls_ending{ending=\"close_notify\"}", 1.0)
          .containsKey("probe_ssl_earliest_cert_expiry");
    }
    assertThat(probe("ticket", 0))
        .containsEntry("probe_tls_version_info{version=\"TLS 1.3\"}", 1.0)
        .containsEntry("teardown_probe_tls_ending{ending=\"reset_after_close_notify\"}", 1.0)
        .containsEntry("teardown_probe_as_predicted", 1.0)
        .doesNotContainKey("probe_ssl_earliest_cert_expiry");
  }

  @Test
  void theLastProbesAreRememberedWithTheirDebugText() throws Exception {
    try (Listening server = Listening.start(ORDERLY)) {
      probe("tcp_close", server.port());
      probe("tcp_close", 1);
      JsonNode items = JSON.readTree(get("/api/v1/probes").body()).get("items");

      assertThat(items.get(0).at("/target").asString()).isEqualTo("127.0.0.1:1");
      assertThat(items.get(0).at("/success").asBoolean()).isFalse();
      assertThat(items.get(0).at("/failure").asString()).isEqualTo("connect: refused");
      assertThat(items.get(1).at("/module").asString()).isEqualTo("tcp_close");
      assertThat(items.get(1).at("/success").asBoolean()).isTrue();
      assertThat(items.get(1).at("/failure").isNull()).isTrue();

      String one = "/api/v1/probes/" + items.get(1).at("/number").asLong();
      HttpResponse<String> text = get(one + "?format=text");
      assertThat(text.body())
          .startsWith("Probe of 127.0.0.1:%d by module tcp_close: success".formatted(server.port()))
          .contains("probe_success 1.0");
      assertThat(JSON.readTree(get(one).body()).get("debug").asString()).isEqualTo(text.body());
      assertThat(get("/api/v1/probes?format=csv").body())
          .startsWith("number,startedAt,module,target,success,");
      assertThat(get("/api/v1/probes/4711000").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aResetInPlaceOfTheEndFailsAtTheEnd() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          readToTheEnd(channel);
          channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        })) {
      assertThat(probe("tcp_close", server.port()))
          .containsEntry("probe_success", 0.0)
          .containsEntry("teardown_probe_verdict{verdict=\"reset\"}", 1.0)
          .containsEntry("teardown_probe_failed{reason=\"reset\",step=\"end\"}", 1.0);
      assertThat(probe("tcp_connect", server.port())).containsEntry("probe_success", 1.0);
    }
  }

  @Test
  void aServerThatNeverEndsHasAConnectionButNoEnd() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          readToTheEnd(channel);
          TimeUnit.SECONDS.sleep(5);
        })) {
      assertThat(probe("tcp_connect", server.port())).containsEntry("probe_success", 1.0);
      assertThat(probe("tcp_close", server.port()))
          .containsEntry("probe_success", 0.0)
          .containsEntry("teardown_probe_failed{reason=\"timed_out\",step=\"end\"}", 1.0);
    }
  }

  @Test
  void aGreetingIsReadToItsEndBeforeTheProbeCloses() throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (Listening server =
        Listening.start(channel -> {
          try {
            channel.write(ByteBuffer.allocate(100_000));
            end.complete(channel.read(ByteBuffer.allocate(1)));
          } catch (IOException e) {
            end.completeExceptionally(e);
          }
        })) {
      assertThat(probe("tcp_close", server.port()))
          .containsEntry("probe_success", 1.0)
          .containsEntry("teardown_probe_reply_bytes", 100_000.0);
      assertThat(end).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "554 No SMTP service here         | 0",
        "421 Too many connections         | 0",
        "* BYE overloaded                 | 0",
        "-ERR max number of clients       | 0",
        "E...\u00ffi.Host '10.1.2.3' is blocked | 0",
        "220 mail.example                 | 1",
        "* OK ready                       | 1",
        "+OK POP3                         | 1",
        "J...~5.5.5-10.11.6-MariaDB.      | 1"
      })
  void aGreetingThatTurnsTheCallerAwayIsNoSuccess(String greeting, double success)
      throws Exception {
    byte[] bytes = greeting.replace("...", "\0\0\0").replace("~", "\n").getBytes(ISO_8859_1);
    try (Listening server =
        Listening.start(channel -> {
          channel.write(ByteBuffer.wrap(bytes));
          readToTheEnd(channel);
        })) {
      Map<String, Double> told = probe("tcp_close", server.port());
      assertThat(told).containsEntry("probe_success", success);
      assertThat(told.get("teardown_probe_failed{reason=\"turned_away\",step=\"reply\"}"))
          .isEqualTo(success == 1 ? null : Double.valueOf(1));
      assertThat(probe("tcp_connect", server.port())).containsEntry("probe_success", 1.0);
    }
  }

  @Test
  void nobodyThereIsAnAnswerAndNoError() throws Exception {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      nobody = closed.getLocalPort();
    }

    assertThat(probe("tcp_connect", nobody))
        .containsEntry("probe_success", 0.0)
        .containsEntry("teardown_probe_verdict{verdict=\"refused\"}", 1.0)
        .containsEntry("teardown_probe_failed{reason=\"refused\",step=\"connect\"}", 1.0);
  }

  @Test
  void aNameOfNobodyFailsWhereItIsLookedUp() throws Exception {
    assertThat(values(get("/probe?target=nobody.invalid:80").body()))
        .containsEntry("probe_success", 0.0)
        .containsEntry("probe_ip_protocol", 0.0)
        .containsEntry("probe_ip_addr_hash", 0.0)
        .containsEntry("teardown_probe_failed{reason=\"name_not_resolved\",step=\"resolve\"}", 1.0);
  }

  @Test
  void theAnswerToARefusedUploadIsASuccessIfItComesWhole() throws Exception {
    String reply = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n";
    try (Listening server =
        Listening.start(channel -> {
          // Bytes that arrive before the request would not be an answer.
          channel.read(ByteBuffer.allocate(1024));
          channel.write(ByteBuffer.wrap(reply.getBytes(UTF_8)));
          channel.shutdownOutput();
          readToTheEnd(channel);
        })) {
      // Sending four mebibytes may take as long as this machine needs.
      assertThat(probe("http_early_reply", server.port(), TIMEOUT, "120"))
          .containsEntry("probe_success", 1.0)
          .containsEntry("teardown_probe_http_status", 413.0)
          .containsEntry("teardown_probe_delivery{delivery=\"whole\"}", 1.0);
    }
  }

  @Test
  void loopbackResetsAsPredictedWhateverTheTargetIs() throws Exception {
    for (String target : List.of("", "&target=", "&target=anybody")) {
      assertThat(values(get("/probe?module=loopback" + target).body()))
          .containsEntry("probe_success", 1.0)
          .containsEntry("teardown_probe_as_predicted", 1.0)
          .containsEntry("teardown_probe_unread_bytes", 4.0)
          .containsEntry("teardown_probe_verdict{verdict=\"reset\"}", 1.0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/probe?modul=loopback                          | 400 | 'modul' is unknown; did you mean"
            + " 'module'?",
        "/probe?module=loopback&hostname=x              | 400 | 'hostname' is unknown. Known are"
            + " target",
        "/probe?module=loopback&module=loopback         | 400 | 'module' must be given once, not 2",
        "/probe?module=loopback&debug=maybe             | 400 | 'debug' must be true or false, not"
            + " 'maybe'",
        "/probe                                         | 400 | 'target' is missing",
        "/probe?target=                                 | 400 | 'target' is missing",
        "/probe?target=127.0.0.1                        | 400 | must name a port",
        "/probe?target=127.0.0.1:99999                  | 400 | 'targetPort' must be",
        "/probe?target=a:b:c:d                          | 400 | must name a port",
        "/probe?target=http://127.0.0.1/                | 400 | must be host or host:port",
        "/probe?target=http://127.0.0.1:80/             | 400 | must be host or host:port",
        "/probe?target=%00                              | 400 | must be host or host:port",
        "/probe?target=:80                              | 400 | must be host or host:port",
        "/probe?target=127.0.0.1:80&module=http_2xx     | 400 | known are tcp_connect, tcp_close",
        "/probe?target=192.0.2.1:80                     | 403 | teardown.policy.allow",
        "/probe?target=169.254.169.254:80               | 403 | 169.254.169.254"
      })
  void whatIsAskedWronglyIsToldInALineOfText(String path, int status, String says)
      throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
    assertThat(answer.body()).contains(says).endsWith("\n").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"10, 5", "3, 2.5", "0.6, 0.3", "1e9, 5"})
  void theProbeEndsBeforePrometheusStopsWaiting(String scrape, double within) throws Exception {
    String answer = get("/probe?module=loopback", TIMEOUT, scrape).body();

    assertThat(values(answer))
        .containsEntry("probe_timeout_seconds", "10".equals(scrape) ? 9.5 : longest(within));
  }

  /**
   * A module without a timeout of its own may take as long as Prometheus allows, up to a minute.
   */
  private static double longest(double within) {
    return within == 5 ? 60 : within;
  }

  @Test
  void aServerThatSaysNothingIsNotWaitedForLongerThanPrometheusDoes() throws Exception {
    try (Listening server = Listening.start(channel -> TimeUnit.SECONDS.sleep(5))) {
      long began = System.nanoTime();
      Map<String, Double> answer =
          values(
              get("/probe?module=tcp_close&target=127.0.0.1:" + server.port(), TIMEOUT, "0.8")
                  .body());

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(800));
      assertThat(answer).containsEntry("probe_success", 0.0);
      assertThat(answer.get("probe_duration_seconds")).isBetween(0.3, 0.8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "NaN", ""})
  void aTimeoutThatIsNoneIsRefused(String seconds) throws Exception {
    HttpResponse<String> answer = get("/probe?module=loopback", TIMEOUT, seconds);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(TIMEOUT);
  }

  @Test
  void openMetricsIsAnsweredWhereItIsAskedFor() throws Exception {
    HttpResponse<String> open = get("/probe?module=loopback", "Accept", OPEN_METRICS);
    HttpResponse<String> text = get("/probe?module=loopback");

    assertThat(open.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
    assertThat(open.body()).endsWith("# EOF\n");
    assertThat(text.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain;version=0.0.4"));
    assertThat(text.body()).doesNotContain("# EOF");
  }

  @Test
  void bothFormatsAreByteByByteTheLibrarys() throws Exception {
    ExpositionFormats formats = ExpositionFormats.init();
    List<ExpositionFormatWriter> writers =
        List.of(formats.getPrometheusTextFormatWriter(), formats.getOpenMetricsTextFormatWriter());
    for (ExpositionFormatWriter writer : writers) {
      TextAnswers answers = new TextAnswers(writer, Exposition.EXPECT_INFO, Exposition::isConstant);
      for (String target : List.of("127.0.0.1:1", "nobody.invalid:1")) {
        for (String module : List.of("loopback", "tcp_close", "loopback")) {
          MetricSnapshots metrics =
              Exposition.of(
                  prober.probe(
                      modules.named(module).orElseThrow(),
                      target,
                      Duration.ofSeconds(5),
                      Origin.PROBE));
          ByteArrayOutputStream library = new ByteArrayOutputStream();
          writer.write(library, metrics, EscapingScheme.DEFAULT);

          assertThat(new String(answers.of(metrics), UTF_8)).isEqualTo(library.toString(UTF_8));
        }
      }
    }
  }

  @Test
  void promtoolFindsNoFaultInAnAnswer() throws Exception {
    Needs.command("promtool");
    for (String target : List.of("127.0.0.1:1&module=tcp_close", "x&module=loopback")) {
      Promtool.checkMetrics(get("/probe?target=" + target).body());
    }
  }

  @Test
  void aProbeIsCountedAndLeavesNoSeriesOfItsTarget() throws Exception {
    try (Listening server = Listening.start(ORDERLY)) {
      String series =
          "teardown_experiments_total{as_predicted=\"none\",origin=\"probe\",peer=\"server\",verdict=\"clean_eof\"}";
      double before = values(get("/metrics").body()).getOrDefault(series, 0.0);
      probe("tcp_close", server.port());

      String metrics = get("/metrics").body();
      assertThat(values(metrics)).containsEntry(series, before + 1);
      assertThat(metrics).doesNotContain(":" + server.port()).doesNotContain("probe_success");
    }
  }

  @Test
  void debugShowsTheLadderTheEvidenceAndTheMetrics() throws Exception {
    HttpResponse<String> page = get("/probe?module=loopback&debug=true");

    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
    assertThat(page.body())
        .contains("by module loopback: success")
        .contains("connect", "RST", "Evidence:", "RST received: true")
        .contains("\nprobe_success 1.0\n");
  }

  @Test
  void whatIsKeptOfAProbeIsWhatIsNews() throws Exception {
    AtomicBoolean abort = new AtomicBoolean();
    try (Listening server =
        Listening.start(channel -> {
          readToTheEnd(channel);
          if (abort.get()) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
          }
        })) {
      for (int i = 0; i < 3; i++) {
        probe("tcp_close", server.port());
      }
      // Two CPUs that process the ends of one connection bring a reset now and then: that is news.
      List<String> kept = kept(server);
      assertThat(kept).contains("CLEAN_EOF");
      for (int i = 1; i < kept.size(); i++) {
        assertThat(kept.get(i)).isNotEqualTo(kept.get(i - 1));
      }

      abort.set(true);
      for (int i = 0; i < 3; i++) {
        probe("tcp_close", server.port());
      }
      List<String> now = new ArrayList<>(List.of("RESET"));
      now.addAll(kept);
      assertThat(kept(server)).isEqualTo(now);
    }
  }

  /** The verdicts of this server's kept outcomes, newest first. */
  private List<String> kept(Listening server) throws Exception {
    return new JsonMapper()
        .readTree(get("/api/v1/experiments?label=tcp_close&size=200").body())
        .path("items")
        .valueStream()
        .filter(item -> item.at("/spec/targetPort").asInt(0) == server.port())
        .map(item -> item.path("verdict").asString())
        .toList();
  }

  private static void readToTheEnd(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (channel.read(buffer.clear()) >= 0) {
      // The error doesn't matter.
    }
  }

  private Map<String, Double> probe(String module, int target, String... headers) throws Exception {
    HttpResponse<String> answer =
        get("/probe?target=127.0.0.1:%d&module=%s".formatted(target, module), headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return values(answer.body());
  }

  private static Map<String, Double> values(String metrics) {
    return metrics
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf(' ')),
                line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)),
                (first, _) -> first));
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
