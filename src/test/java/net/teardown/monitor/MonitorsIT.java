package net.teardown.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests monitors as users see them: a probes file that changes, real servers, and the API and
 * metrics.
 */
@AutoConfigureMetrics
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:monitors;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.vantage=here",
      "teardown.monitor.max-running=8",
      "teardown.monitor.reload-every=100ms"
    })
class MonitorsIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path directory;

  @LocalServerPort private int port;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Listening> servers = new ArrayList<>();

  /** The number of connections to which a server keeps sending. */
  private final AtomicInteger talking = new AtomicInteger();

  @DynamicPropertySource
  static void probesFile(DynamicPropertyRegistry registry) throws IOException {
    Path data = Files.createDirectory(directory.resolve("version-0"));
    Files.writeString(data.resolve("probes.yml"), "");
    Files.createSymbolicLink(directory.resolve("..data"), data);
    Files.createSymbolicLink(directory.resolve("probes.yml"), Path.of("..data", "probes.yml"));
    registry.add("teardown.probes-file", () -> directory.resolve("probes.yml"));
  }

  @AfterEach
  void nothingIsWatched() throws Exception {
    write("");
    await().atMost(SOON).until(() -> get("/api/v1/monitors").path("items").isEmpty());
    for (Listening server : servers) {
      server.close();
    }
  }

  @Test
  void aTargetsSeriesComeAndGoWithIt() throws Exception {
    int first = orderly();
    int second = orderly();
    write(monitor("web", "tcp_close", "100ms", first, second));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(metrics())
                .containsEntry(gauge("success", "web", first), 1.0)
                .containsEntry(gauge("success", "web", second), 1.0)
                .containsEntry("teardown_monitor_targets{monitor=\"web\"}", 2.0)
                .containsEntry("teardown_monitor_interval_seconds{monitor=\"web\"}", 0.1)
                .containsKey(
                    "teardown_monitor_experiments_total{as_predicted=\"none\",monitor=\"web\",target=\"127.0.0.1:%d\",verdict=\"clean_eof\"}"
                        .formatted(first))
                .containsEntry(
                    "teardown_monitor_verdict{monitor=\"web\",target=\"127.0.0.1:%d\",verdict=\"clean_eof\"}"
                        .formatted(first),
                    1.0)
                .containsKeys(
                    gauge("last_run_timestamp_seconds", "web", first),
                    gauge("last_success_timestamp_seconds", "web", first),
                    "teardown_monitor_lag_seconds_count{monitor=\"web\"}",
                    "teardown_monitor_duration_seconds_count{monitor=\"web\"}"));

    write(monitor("web", "tcp_close", "100ms", second));
    await().atMost(SOON).untilAsserted(() -> assertThat(about(first)).isEmpty());
    assertThat(about(second)).hasSizeGreaterThan(5);

    write("");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(metrics().keySet()).noneMatch(name -> name.contains("monitor=\"web\"")));
  }

  @Test
  void aTargetThatStaysKeepsItsCountsAsOthersComeAndGo() throws Exception {
    int port = orderly();
    write(monitor("stays", "tcp_close", "100ms", orderly(), port));
    await().atMost(SOON).until(() -> runs("stays", port) >= 5);
    long before = runs("stays", port);

    write(
        monitor("stays", "tcp_close", "100ms", port, orderly())
            + "  other:\n    targets: ['127.0.0.1:1']\n");
    await().atMost(SOON).until(() -> get("/api/v1/monitors").path("items").size() == 2);

    assertThat(runs("stays", port)).isGreaterThanOrEqualTo(before);
  }

  @Test
  void aBrokenFileChangesNothingUntilItIsMended() throws Exception {
    int port = orderly();
    write(monitor("steady", "tcp_close", "100ms", port));
    await().atMost(SOON).until(() -> get("/api/v1/monitors").path("items").size() == 1);

    write("monitors: {steady: {targets: ['127.0.0.1:1'], intervall: 3s}}");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(metrics()).containsEntry("teardown_config_last_reload_successful", 0.0));
    assertThat(get("/api/v1/monitors/steady").at("/targets/0/address").asString())
        .isEqualTo("127.0.0.1:" + port);
    long before = runs("steady");
    await().atMost(SOON).until(() -> runs("steady") > before);

    write(monitor("mended", "tcp_close", "100ms", port));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(metrics())
                .containsEntry("teardown_config_last_reload_successful", 1.0)
                .containsEntry("teardown_monitor_targets{monitor=\"mended\"}", 1.0));
  }

  @Test
  void aModuleOfTheFileIsKnownToProbesToo() throws Exception {
    int port = orderly();
    write(
        """
        modules:
          greeting:
            title: A greeting, or none
            onceConnected: true
            spec: {server: {silenceMillis: 0, settleMillis: 0}, targetPort: %d, bytesSent: 0, closer: INITIATOR, shutdownBeforeClose: true}
        """
            .formatted(port));
    await()
        .atMost(SOON)
        .until(() ->
            get("/api/v1/modules")
                .path("items")
                .valueStream()
                .anyMatch(module -> "greeting".equals(module.path("name").asString())));

    assertThat(text("/probe?target=127.0.0.1&module=greeting")).contains("\nprobe_success 1.0\n");
  }

  @Test
  void deadTargetsLeaveOthersTheirSchedule() throws Exception {
    int alive = orderly();
    int[] all = new int[21];
    for (int i = 0; i < 20; i++) {
      all[i] = silent();
    }
    all[20] = alive;
    write(monitor("mixed", "tcp_close", "200ms", all));
    await()
        .atMost(LONG)
        .untilAsserted(() -> {
          assertThat(runs("mixed", alive)).isPositive();
          for (int i = 0; i < 20; i++) {
            assertThat(target("mixed", all[i]).path("verdict").asString()).isEqualTo("TIMED_OUT");
          }
        });

    // DueTimesTests checks how many runs there are in which time, by a clock independent of this
    // machine.
    long runs = runs("mixed", alive);
    await().atMost(LONG).until(() -> runs("mixed", alive) >= runs + 10);
    await().atMost(LONG).until(() -> get("/api/v1/monitors/mixed").path("skipped").asLong() > 20);
  }

  @Test
  void targetsThatLieOrDawdleLeaveOthersTheirSchedule() throws Exception {
    AtomicInteger beside = new AtomicInteger();
    int honest = orderly(() -> beside.addAndGet(talking.get() > 0 ? 1 : 0));
    // Each sends something other than it should, as long as the connection lasts.
    int liar = talkative("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[", "[", 0);
    int dawdler = talkative("HTTP/1.1 413 Too Large\r\nContent-Length: 99\r\n\r\n", "n", 50);
    write(
        """
        modules:
          lied_to:
            spec: {peer: RESPONDER, bytesSent: 5, bytesRead: 1, responderUrl: "http://{targetHost}:%d"}
        monitors:
          lied_to: {module: lied_to, targets: ["127.0.0.1:1"], interval: 200ms}
          dawdled_with: {module: http_early_reply, targets: ["127.0.0.1:%d"], interval: 200ms}
          served: {module: tcp_close, targets: ["127.0.0.1:%d"], interval: 100ms}
        """
            .formatted(liar, dawdler, honest));
    await()
        .atMost(SOON)
        .until(() -> runs("lied_to") > 0 && runs("dawdled_with") > 0 && runs("served", honest) > 0);

    // If this run had to wait for the others, it would not run while one of them is sending.
    await().atMost(LONG).until(() -> beside.get() >= 20);
    await()
        .atMost(LONG)
        .until(() ->
            !get("/api/v1/monitors/lied_to").at("/targets/0/failure").isNull()
                && !get("/api/v1/monitors/dawdled_with").at("/targets/0/success").isNull());
    JsonNode liedTo = get("/api/v1/monitors/lied_to").at("/targets/0");
    assertThat(liedTo.path("verdict").asString()).isEqualTo("INCONCLUSIVE");
    assertThat(liedTo.at("/failure/step").asString()).isEqualTo("control");
    assertThat(get("/api/v1/monitors/dawdled_with").at("/targets/0/success").asBoolean(true))
        .isFalse();
  }

  @Test
  void aDueRunThatFindsTheOneBeforeUnderWayIsSkipped() throws Exception {
    int silent = silent();
    write(
        """
        monitors:
          slow:
            module: tcp_close
            targets: ["127.0.0.1:%d"]
            interval: 100ms
            timeout: 100ms
        """
            .formatted(silent));

    await().atMost(SOON).until(() -> target("slow", silent).path("skipped").asLong() > 3);
    assertThat(target("slow", silent).path("failure").path("step").asString()).isNotEmpty();
    assertThat(servers.getLast().accepted()).isGreaterThan(1);
  }

  @Test
  void aTargetThatNobodyAllowedIsToldAndNotTried() throws Exception {
    write(
        """
        monitors:
          far:
            targets: ["192.0.2.1:80"]
            interval: 100ms
        """);

    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode target = get("/api/v1/monitors/far").at("/targets/0");
          assertThat(target.path("success").asBoolean(true)).isFalse();
          assertThat(target.path("verdict").isNull()).isTrue();
          assertThat(target.at("/failure/step").asString()).isEqualTo("policy");
          assertThat(target.path("detail").asString()).contains("teardown.policy.allow");
          assertThat(target.path("runs").asInt(-1)).isZero();
        });
    assertThat(metrics())
        .containsKey(
            "teardown_monitor_failures_total{monitor=\"far\",reason=\"denied\",step=\"policy\",target=\"192.0.2.1:80\"}");
    JsonNode series = get("/api/v1/monitors/far/series").at("/targets/0");
    assertThat(series.path("verdicts").size()).isZero();
    assertThat(sum(series.path("denied"))).isPositive();
    assertThat(sum(series.path("failed"))).isEqualTo(sum(series.path("denied")));
  }

  @Test
  void aTargetThatVanishesFailsAndComesBack() throws Exception {
    Listening server = Listening.start(MonitorsIT::readToTheEnd);
    int port = server.port();
    write(monitor("coming", "tcp_close", "100ms", port));
    await().atMost(SOON).until(() -> target("coming", port).path("success").asBoolean(false));

    server.close();
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode target = target("coming", port);
          assertThat(target.path("verdict").asString()).isEqualTo("REFUSED");
          assertThat(target.at("/failure/reason").asString()).isEqualTo("refused");
          assertThat(target.path("lastSuccessAt").isNull()).isFalse();
          assertThat(target.path("experiment").asString()).startsWith("/api/v1/experiments/");
        });

    servers.add(
        Listening.start(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
            MonitorsIT::readToTheEnd));
    await().atMost(SOON).until(() -> target("coming", port).path("success").asBoolean(false));
    JsonNode series = get("/api/v1/monitors/coming/series");
    assertThat(series.path("stepSeconds").asInt()).isEqualTo(60);
    assertThat(Instant.parse(series.path("begin").asString()))
        .isBetween(Instant.now().minusSeconds(3660), Instant.now().minusSeconds(3480));
    JsonNode hour = series.at("/targets/0");
    assertThat(hour.path("address").asString()).isEqualTo("127.0.0.1:" + port);
    assertThat(hour.path("verdicts").propertyNames()).contains("CLEAN_EOF", "REFUSED");
    assertThat(hour.at("/verdicts/CLEAN_EOF").size()).isEqualTo(60);
    assertThat(sum(hour.path("failed"))).isGreaterThanOrEqualTo(sum(hour.at("/verdicts/REFUSED")));
    assertThat(sum(hour.at("/verdicts/CLEAN_EOF"))).isGreaterThanOrEqualTo(2);
    assertThat(text("/api/v1/monitors/coming/series?format=csv"))
        .startsWith("begin,target,address,verdict,runs")
        .contains("127.0.0.1:" + port + ",REFUSED,");
    assertThat(get("/api/v1/monitors/comming/series").path("detail").asString())
        .contains("did you mean 'coming'?");
  }

  private static int sum(JsonNode counts) {
    return counts.valueStream().mapToInt(JsonNode::asInt).sum();
  }

  @Test
  void anAddressOfANameIsATarget() throws Exception {
    int port = orderly();
    write(
        """
        monitors:
          named:
            module: tcp_close
            dnsNames: ["localhost:%d", "nobody.invalid:80"]
            interval: 100ms
        """
            .formatted(port));

    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode monitor = get("/api/v1/monitors/named");
          assertThat(target("named", port).path("success").asBoolean(false)).isTrue();
          assertThat(monitor.path("lookupFailed").asString()).startsWith("nobody.invalid:80: ");
        });
  }

  @Test
  void theMeshIsJsonTextAndADrawing() throws Exception {
    int port = orderly();
    write(monitor("drawn", "tcp_close", "100ms", port, 1));
    await()
        .atMost(SOON)
        .until(() -> {
          JsonNode cells = get("/api/v1/mesh").at("/rows/0/cells");
          return cells.size() == 2
              && cells.valueStream().noneMatch(cell -> cell.path("success").isNull());
        });

    JsonNode row = get("/api/v1/mesh").at("/rows/0");
    assertThat(row.path("vantage").asString()).isEqualTo("here");
    assertThat(row.path("cells").valueStream().map(cell -> cell.path("verdict").asString()))
        .containsExactlyInAnyOrder("CLEAN_EOF", "REFUSED");
    assertThat(text("/api/v1/mesh?format=text"))
        .startsWith("2 seen from 1: 1 not as expected")
        .containsPattern("here +127\\.0\\.0\\.1:%d +drawn +✓ +CLEAN_EOF".formatted(port));
    assertThat(text("/api/v1/mesh?format=text&ascii=true")).isASCII();
    assertThat(text("/api/v1/mesh?format=svg")).startsWith("<svg ").contains("td-bad", "REFUSED");
    assertThat(get("/api/v1/mesh?all=true").path("unanswered").isEmpty()).isTrue();
  }

  @Test
  void oneThatDoesntAnswerForTheMeshIsNamed() throws Exception {
    int silent = silent();
    write(
        """
        modules:
          deaf:
            spec: {peer: RESPONDER, bytesSent: 5, bytesRead: 1, responderUrl: "http://{targetHost}:%d"}
        monitors:
          nodes:
            module: deaf
            targets: ["127.0.0.1:8007"]
            interval: 10s
        """
            .formatted(silent));
    await().atMost(SOON).until(() -> get("/api/v1/monitors").path("items").size() == 1);

    long began = System.nanoTime();
    JsonNode mesh = get("/api/v1/mesh?all=true");

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    assertThat(mesh.path("rows").size()).isEqualTo(1);
    assertThat(mesh.at("/unanswered/0/target").asString()).isEqualTo("127.0.0.1:8007");
  }

  @Test
  void aMonitorThatIsNoneIsNotFound() throws Exception {
    write(monitor("webs", "tcp_close", "1s", 1));
    await().atMost(SOON).until(() -> get("/api/v1/monitors").path("items").size() == 1);

    JsonNode problem = get("/api/v1/monitors/web");
    assertThat(problem.path("status").asInt()).isEqualTo(404);
    assertThat(problem.path("detail").asString()).contains("Known monitors: webs");
  }

  // ---- the servers that are probed

  private int orderly() throws IOException {
    return orderly(() -> {});
  }

  /**
   * @param visited is called for each connection
   */
  private int orderly(Runnable visited) throws IOException {
    Listening server =
        Listening.start(channel -> {
          visited.run();
          readToTheEnd(channel);
        });
    servers.add(server);
    return server.port();
  }

  /** Sends one text, and then another one repeatedly. */
  private int talkative(String first, String again, long everyMillis) throws IOException {
    Listening server =
        Listening.start(channel -> {
          talking.incrementAndGet();
          try {
            channel.write(ByteBuffer.wrap(first.getBytes(StandardCharsets.US_ASCII)));
            while (true) {
              channel.write(ByteBuffer.wrap(again.getBytes(StandardCharsets.US_ASCII)));
              Thread.sleep(everyMillis);
            }
          } finally {
            talking.decrementAndGet();
          }
        });
    servers.add(server);
    return server.port();
  }

  /** Accepts connections, and never sends or closes. */
  private int silent() throws IOException {
    Listening server = Listening.start(_ -> TimeUnit.MINUTES.sleep(1));
    servers.add(server);
    return server.port();
  }

  private static void readToTheEnd(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (channel.read(buffer.clear()) >= 0) {
      // The error doesn't matter.
    }
  }

  private static String monitor(String name, String module, String interval, int... ports) {
    String targets =
        Arrays.stream(ports)
            .mapToObj("\"127.0.0.1:%d\""::formatted)
            .collect(Collectors.joining(", "));
    return """
    monitors:
      %s:
        module: %s
        targets: [%s]
        interval: %s
        maxTargets: 100
    """
        .formatted(name, module, targets, interval);
  }

  /**
   * Replaces a file as in a ConfigMap: the new one is written beside it, and a symbolic link is
   * swapped.
   */
  private static void write(String content) throws IOException {
    Path data = Files.createTempDirectory(directory, "version");
    Files.writeString(data.resolve("probes.yml"), content);
    Path link = directory.resolve("..data_tmp");
    Files.createSymbolicLink(link, data);
    Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  // ---- what the API and the metrics report

  private long runs(String monitor) throws Exception {
    return get("/api/v1/monitors/" + monitor).at("/targets/0/runs").asLong(0);
  }

  private long runs(String monitor, int target) throws Exception {
    return target(monitor, target).path("runs").asLong(0);
  }

  private JsonNode target(String monitor, int target) throws Exception {
    return get("/api/v1/monitors/" + monitor)
        .path("targets")
        .valueStream()
        .filter(each -> each.path("address").asString().equals("127.0.0.1:" + target))
        .findFirst()
        .orElse(JSON.createObjectNode());
  }

  private List<String> about(int target) throws Exception {
    return metrics().keySet().stream()
        .filter(name -> name.contains("target=\"127.0.0.1:" + target + "\""))
        .toList();
  }

  private static String gauge(String what, String monitor, int target) {
    return "teardown_monitor_%s{monitor=\"%s\",target=\"127.0.0.1:%d\"}"
        .formatted(what, monitor, target);
  }

  private Map<String, Double> metrics() throws Exception {
    return text("/metrics")
        .lines()
        .filter(line -> line.startsWith("teardown_"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf(' ')),
                line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(text(path));
  }

  private String text(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
