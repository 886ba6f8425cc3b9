package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.lab.Promtool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests the compose stack's Prometheus with its own rules and two instances that monitor each
 * other: what it scrapes, what it derives, and what the dashboards would show.
 */
class PrometheusIT {

  private static final Path MONITORING = Path.of("k8s/monitoring");
  private static final JsonMapper JSON = new JsonMapper();

  /** With a scrape each second, all data is there within a fraction of this. */
  private static final Duration A_WHILE = Duration.ofSeconds(75);

  /** An address on which nothing listens. */
  private static final String CLOSED = "127.0.0.1:1";

  @TempDir private static Path directory;

  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static ServiceProcess probeA;
  private static ServiceProcess probeB;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void start() throws Exception {
    Needs.posixStack();
    Needs.command("prometheus");
    probeA = service("probe-a");
    probeB = service("probe-b");
    // The files were empty when the services first read them, and are read again.
    watch("probe-a", probeB);
    watch("probe-b", probeA);
    PrometheusServer.hastyRules(directory);
    prometheus = PrometheusServer.start(directory, configuration());
    OPEN.add(prometheus);
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : OPEN.reversed()) {
      each.close();
    }
  }

  @Test
  void everyExpressionOfTheDashboardsReturnsData() throws IOException {
    List<String> empty = new ArrayList<>(expressions());
    assertThat(empty).hasSizeGreaterThan(50);
    await()
        .atMost(A_WHILE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> {
          empty.removeIf(expression -> !prometheus.query(expression).isEmpty());
          assertThat(empty).isEmpty();
        });
  }

  @Test
  void everyVariableOfTheDashboardsHasValues() throws IOException {
    Pattern query = Pattern.compile("label_values\\((?:(.*), *)?(\\w+)\\)");
    List<Matcher> lookups =
        boards()
            .flatMap(board -> board.at("/templating/list").valueStream())
            .filter(variable -> variable.get("type").asString().equals("query"))
            .map(variable -> query.matcher(variable.at("/query/query").asString()))
            .toList();
    assertThat(lookups).isNotEmpty().allMatch(Matcher::matches);
    await()
        .atMost(A_WHILE)
        .untilAsserted(() ->
            assertThat(lookups)
                .allSatisfy(lookup ->
                    assertThat(
                            prometheus.values(
                                lookup.group(2),
                                lookup.group(1) == null ? "" : filledIn(lookup.group(1))))
                        .isNotEmpty()));
  }

  @Test
  void everyTargetIsScrapedWithoutFault() {
    await()
        .atMost(A_WHILE)
        .untilAsserted(() ->
            assertThat(prometheus.targets().valueStream())
                .hasSize(5)
                .allSatisfy(target -> {
                  assertThat(target.get("lastError").asString()).isEmpty();
                  assertThat(target.get("health").asString()).isEqualTo("up");
                }));
    // Duplicate samples and invalid names are reported only in the log.
    assertThat(prometheus.log()).doesNotContain("level=warn component=\"scrape manager\"");
  }

  @Test
  void everyRuleIsEvaluatedWithoutFault() {
    await()
        .atMost(A_WHILE)
        .untilAsserted(() ->
            assertThat(prometheus.groups().valueStream())
                .flatExtracting(group -> group.get("rules").valueStream().toList())
                .hasSizeGreaterThan(20)
                .allSatisfy(rule ->
                    assertThat(rule.get("health").asString()).as(rule.toString()).isEqualTo("ok")));
  }

  @Test
  void whatEndsAsItMustIsNoAlertAndWhatIsClosedIsOne() {
    await()
        .atMost(A_WHILE.multipliedBy(2))
        .untilAsserted(() -> {
          assertThat(alerts("firing"))
              .containsExactlyInAnyOrder(
                  "TeardownCouldNotConnect probe-a " + CLOSED,
                  "TeardownCouldNotConnect probe-b " + CLOSED);
          assertThat(alerts("pending")).isEmpty();
          assertThat(prometheus.query("teardown_monitor_as_predicted == 1")).hasSize(4);
        });
  }

  @Test
  void theInstancesKnowEachOtherByTheirVantages() {
    await()
        .atMost(A_WHILE)
        .untilAsserted(() ->
            assertThat(
                    prometheus
                        .query("teardown_monitor_verdict{monitor=\"resets\"} == 1")
                        .valueStream())
                .extracting(series ->
                    "%s watches %s: %s"
                        .formatted(
                            series.at("/metric/instance").asString(),
                            series.at("/metric/target").asString(),
                            series.at("/metric/verdict").asString()))
                .containsExactlyInAnyOrder(
                    "probe-a watches probe-b: reset", "probe-b watches probe-a: reset"));
  }

  @Test
  void theMeshOfOneTellsWhatTheOtherSeesToo() throws Exception {
    await()
        .atMost(A_WHILE)
        .untilAsserted(() -> {
          JsonNode mesh = JSON.readTree(probeA.get("/api/v1/mesh?all=true").body());
          assertThat(mesh.get("unanswered").isEmpty()).isTrue();
          assertThat(mesh.get("rows").valueStream().flatMap(PrometheusIT::resets))
              .containsExactly("probe-a sees probe-b: RESET", "probe-b sees probe-a: RESET");
        });
  }

  private static Stream<String> resets(JsonNode row) {
    return row.get("cells")
        .valueStream()
        .filter(cell -> cell.get("monitor").asString().equals("resets"))
        .map(cell ->
            "%s sees %s: %s"
                .formatted(
                    row.get("vantage").asString(),
                    cell.get("target").asString(),
                    cell.get("verdict").asString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/probe?module=reset_through&target=PEER",
        "/probe?module=reply_through&target=PEER",
        "/probe?module=tcp_close&target=" + CLOSED,
        "/probe?module=loopback"
      })
  void promtoolFindsNoFaultInWhatIsScraped(String path) throws Exception {
    Needs.command("promtool");
    // Wait until there are metrics to check.
    await()
        .atMost(A_WHILE)
        .until(() -> probeA.get("/metrics").body().contains("teardown_monitor_failures_total{"));

    Promtool.checkMetrics(
        probeA
            .get(path.replace("PEER", "127.0.0.1:" + dataPort(probeB)))
            .body()
            .lines()
            // The names of the JVM's and Tomcat's metrics are Boot's choice.
            .filter(line -> line.matches("(# (HELP|TYPE) )?(teardown|probe)_.*"))
            .collect(Collectors.joining("\n", "", "\n")));
  }

  private static ServiceProcess service(String vantage) throws Exception {
    Path own = Files.createDirectory(directory.resolve(vantage));
    ServiceProcess service =
        ServiceProcess.start(
            List.of(),
            own,
            "--teardown.vantage=" + vantage,
            "--teardown.responder.port=0",
            "--teardown.probes-file=" + Files.createFile(directory.resolve(vantage + ".yml")));
    OPEN.add(service);
    return service;
  }

  /** Makes an instance monitor another one, as in the compose stack, and a closed port. */
  private static void watch(String vantage, ServiceProcess other) throws Exception {
    String file =
        """
        modules:
          reset_through:
            spec: {peer: RESPONDER, bytesSent: 5, bytesRead: 1, responderUrl: "http://{targetHost}:CONTROL"}
          reply_through:
            spec: {peer: RESPONDER, bytesSent: 5, bytesRead: 1, replyBytes: 1000, shutdownBeforeClose: true, drainBeforeClose: true, responderUrl: "http://{targetHost}:CONTROL"}
        monitors:
          resets: {module: reset_through, targets: ["127.0.0.1:DATA"], interval: 1s}
          replies: {module: reply_through, targets: ["127.0.0.1:DATA"], interval: 1s}
          ports: {module: tcp_close, targets: ["CLOSED"], interval: 1s}
        """
            .replace("CONTROL", Integer.toString(other.firstCall().getPort()))
            .replace("DATA", Integer.toString(dataPort(other)))
            .replace("CLOSED", CLOSED);
    Path next = Files.writeString(directory.resolve(vantage + ".next"), file);
    Files.move(next, directory.resolve(vantage + ".yml"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static int dataPort(ServiceProcess service) throws Exception {
    return JSON.readTree(service.get("/api/v1/info").body()).get("dataPort").asInt();
  }

  /** The compose stack's configuration with other addresses and a scrape each second. */
  private static Map<String, Object> configuration() throws Exception {
    String a = "127.0.0.1:" + probeA.firstCall().getPort();
    String b = "127.0.0.1:" + probeB.firstCall().getPort();
    String text =
        Files.readString(MONITORING.resolve("prometheus.yml"))
            .replaceAll("_interval: \\S+", "_interval: 1s")
            .replaceAll("scrape_timeout: \\S+", "scrape_timeout: 1s")
            // A placeholder instead of a token, as in the compose stack without one.
            .replaceAll(
                "credentials_file: \\S+",
                "credentials_file: "
                    + Files.writeString(directory.resolve("teardown-api-token"), "none"));
    Map<String, Object> configuration = new Yaml().load(text);
    List<Map<String, Object>> jobs = list(configuration, "scrape_configs");
    Map<String, Object> own = jobs.getFirst();
    // Their addresses differ only in the port, which the relabelling removes.
    own.remove("relabel_configs");
    own.put(
        "static_configs",
        List.of(
            Map.of("targets", List.of(a), "labels", Map.of("instance", "probe-a")),
            Map.of("targets", List.of(b), "labels", Map.of("instance", "probe-b"))));
    Map<String, Object> probes = jobs.getLast();
    probes.put(
        "static_configs",
        List.of(
            statics("reset_through", "127.0.0.1:" + dataPort(probeB)),
            statics("reply_through", "127.0.0.1:" + dataPort(probeB)),
            statics("tcp_close", b)));
    for (Map<String, Object> line : list(probes, "relabel_configs")) {
      line.computeIfPresent("replacement", (_, _) -> a);
    }
    return configuration;
  }

  private static Map<String, Object> statics(String module, String target) {
    return Map.of("targets", List.of(target), "labels", Map.of("__param_module", module));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> map, String key) {
    return (List<Map<String, Object>>) Objects.requireNonNull(map.get(key), key);
  }

  private static List<String> alerts(String state) {
    return prometheus
        .alerts()
        .valueStream()
        .filter(alert -> alert.get("state").asString().equals(state))
        .map(alert ->
            "%s %s %s"
                .formatted(
                    alert.at("/labels/alertname").asString(),
                    alert.at("/labels/instance").asString(),
                    alert.at("/labels/target").asString("")))
        .toList();
  }

  private static Set<String> expressions() throws IOException {
    return boards()
        .flatMap(board -> board.get("panels").valueStream())
        .flatMap(panel -> panel.path("targets").valueStream())
        .map(target -> filledIn(target.get("expr").asString()))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Fills in variables as Grafana does with everything selected, for a sample each second. */
  private static String filledIn(String expression) {
    return expression.replace("$__rate_interval", "20s").replaceAll("\\$\\w+", ".+");
  }

  private static Stream<JsonNode> boards() throws IOException {
    try (Stream<Path> files = Files.list(MONITORING.resolve("grafana/dashboards"))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .map(file -> JSON.readTree(file.toFile()))
          .toList()
          .stream();
    }
  }
}
