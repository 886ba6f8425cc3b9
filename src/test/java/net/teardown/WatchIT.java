package net.teardown;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Promtool;
import net.teardown.policy.Policy;
import net.teardown.run.Runner;
import net.teardown.scenario.Scenarios;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Tests what Prometheus, a kubelet and an operator see of the whole service, with real experiments
 * on real sockets.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureMetrics
class WatchIT {

  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  @TempDir private static Path directory;

  @LocalServerPort private int port;
  @Autowired private Runner runner;
  @Autowired private Policy policy;
  @Autowired private Scenarios scenarios;

  private final HttpClient client = HttpClient.newHttpClient();

  @DynamicPropertySource
  static void dataDirectory(DynamicPropertyRegistry properties) {
    properties.add("teardown.data-dir", directory::toString);
  }

  @Test
  void healthTellsOfTheDatabaseAndTheSelfCheck() throws Exception {
    Needs.posixStack();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(get("/actuator/health").body()).contains("All as predicted."));

    HttpResponse<String> health = get("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body())
        .contains("\"db\"", "\"selfcheck\"", "\"echo-many-bytes\":\"RESET\"")
        .doesNotContain("path");
  }

  @Test
  void livenessAndReadinessAskTheApplicationAlone() throws Exception {
    for (String path :
        List.of("/livez", "/readyz", "/actuator/health/liveness", "/actuator/health/readiness")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.body()).as(path).contains("\"UP\"").doesNotContain("\"db\"", "selfcheck");
    }
  }

  @Test
  void onlyFourEndpointsAreExposed() throws Exception {
    assertThat(get("/actuator/info").statusCode()).isEqualTo(200);
    for (String closed :
        List.of(
            "env",
            "beans",
            "loggers",
            "metrics",
            "heapdump",
            "threaddump",
            "shutdown",
            "mappings")) {
      assertThat(get("/actuator/" + closed).statusCode()).as(closed).isEqualTo(404);
    }
  }

  @Test
  void metricsIsTheActuatorsEndpointByAnotherName() throws Exception {
    for (String accept :
        List.of("*/*", "text/plain;version=0.0.4", OPEN_METRICS, "application/json")) {
      HttpResponse<String> alias = get("/metrics?includedNames=teardown_replies", accept);
      HttpResponse<String> actuator =
          get("/actuator/prometheus?includedNames=teardown_replies", accept);
      assertThat(alias.statusCode()).as(accept).isEqualTo(actuator.statusCode());
      if (alias.statusCode() == 200) {
        assertThat(alias.headers().firstValue("Content-Type"))
            .isEqualTo(actuator.headers().firstValue("Content-Type"));
        assertThat(alias.body())
            .isEqualTo(actuator.body())
            .contains("teardown_replies_total{delivery=\"lost\"}");
      }
    }
    assertThat(get("/metrics", OPEN_METRICS).body()).endsWith("# EOF\n");
    assertThat(get("/metrics", "application/json").statusCode()).isEqualTo(406);
  }

  @Test
  void anAbortMovesTheKernelsCountersAndOurs() throws Exception {
    Needs.posixStack();
    Map<String, Double> before = metrics();

    Outcome outcome = run("echo-many-bytes");
    run("abort-by-linger");

    assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
    Map<String, Double> after = metrics();
    Function<String, Double> moved =
        series -> requireNonNull(after.get(series)) - requireNonNull(before.get(series));
    assertThat(moved.apply("teardown_kernel_aborts_total{reason=\"on_close\"}"))
        .isGreaterThanOrEqualTo(1);
    assertThat(moved.apply("teardown_kernel_aborts_total{reason=\"on_data\"}"))
        .isGreaterThanOrEqualTo(1);
    assertThat(moved.apply("teardown_kernel_resets_sent_total")).isGreaterThanOrEqualTo(2);
    assertThat(
            moved.apply(
                "teardown_experiments_total{as_predicted=\"true\",origin=\"request\",peer=\"loopback\",verdict=\"reset\"}"))
        .isEqualTo(2);
  }

  @Test
  void theStoreIsUpAndTheBuildIsNamed() throws Exception {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(metrics()).containsEntry("teardown_store_up", 1.0));

    assertThat(metrics().keySet())
        .anyMatch(
            series -> series.startsWith("teardown_build_info{") && series.contains("version=\""));
  }

  @Test
  void ourNamesAreTheseAndNoOthers() throws Exception {
    assertThat(types())
        .containsExactlyInAnyOrder(
            "teardown_build_info gauge",
            "teardown_campaigns gauge",
            "teardown_config_last_reload_success_timestamp_seconds gauge",
            "teardown_config_last_reload_successful gauge",
            "teardown_experiment_duration_seconds histogram",
            "teardown_experiment_duration_seconds_max gauge",
            "teardown_experiments_total counter",
            "teardown_kernel_aborts_total counter",
            "teardown_kernel_resets_sent_total counter",
            "teardown_leaves_total counter",
            "teardown_long_runs gauge",
            "teardown_replies_total counter",
            "teardown_responder_open_sessions gauge",
            "teardown_responder_sessions_total counter",
            "teardown_runs_failed_total counter",
            "teardown_store_up gauge",
            "teardown_strangers_total counter",
            "teardown_thread_failures_total counter");
  }

  @Test
  void noHistogramHasMoreThanAFewBuckets() throws Exception {
    get("/actuator/info");
    Map<String, Long> buckets =
        get("/metrics")
            .body()
            .lines()
            .filter(line -> line.contains("_bucket{"))
            .collect(
                Collectors.groupingBy(
                    line -> line.replaceAll("le=\"[^\"]*\".*", ""), Collectors.counting()));

    assertThat(buckets)
        .isNotEmpty()
        .allSatisfy((series, count) -> assertThat(count).as(series).isLessThanOrEqualTo(12));
  }

  @Test
  void promtoolFindsNoFaultInOurMetrics() throws Exception {
    Needs.command("promtool");
    Promtool.checkMetrics(
        get("/metrics")
            .body()
            .lines()
            .filter(line -> line.contains("teardown_"))
            .collect(Collectors.joining("\n", "", "\n")));
  }

  private Outcome run(String scenario) {
    return runner.run(
        policy.loopback(),
        new Asked(scenarios.named(scenario).orElseThrow().spec().toSpec(), Origin.REQUEST));
  }

  private List<String> types() throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("# TYPE teardown_"))
        .map(line -> line.substring("# TYPE ".length()))
        .toList();
  }

  private Map<String, Double> metrics() throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("teardown_"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf(' ')),
                line -> Double.valueOf(line.substring(line.lastIndexOf(' ')))));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(path, "*/*");
  }

  private HttpResponse<String> get(String path, String accept)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(
        HttpRequest.newBuilder(uri).header("Accept", accept).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
