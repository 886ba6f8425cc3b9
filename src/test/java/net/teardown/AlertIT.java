package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.teardown.lab.Daemon;
import net.teardown.lab.Host;
import net.teardown.lab.Proxy;
import net.teardown.lab.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests the alert for a path that begins to hide resets and stops doing so, with a real HAProxy and
 * a real Prometheus with the project's own rules. Only the rules' waiting times are shorter.
 */
@ExtendWith(PathLab.Shared.class)
class AlertIT {

  private static final String ALERT = "TeardownUnexpectedEnding";
  private static final Duration SOON = Duration.ofSeconds(40);

  private final PathLab lab;

  AlertIT(PathLab lab) {
    this.lab = lab;
  }

  @Test
  void anUnexpectedVerdictFiresWithAProxyInBetweenAndResolvesWithoutIt() throws Exception {
    Needs.command("prometheus");
    Needs.success(Proxy.HAPROXY.trial());
    Host router = lab.router();
    Host b = lab.host("b");
    Path directory = Files.createTempDirectory(lab.directory(), "alerts");
    Path probes =
        Files.writeString(
            directory.resolve("probes.yml"),
            """
            monitors:
              resets:
                module: responder_unread
                targets: ["%s:%d"]
                interval: 500ms
            """
                .formatted(b.v4().getHostAddress(), PathLab.DATA));
    try (ServiceProcess watcher =
            lab.start(
                "d",
                "--teardown.responder.token=" + PathLab.CONTROL_TOKEN,
                "--teardown.probes-file=" + probes);
        PrometheusServer prometheus = PrometheusServer.start(directory, watching(directory))) {
      await().atMost(SOON).until(() -> verdict(prometheus).equals(List.of("reset")));
      assertThat(firing(prometheus)).isEmpty();

      try (Daemon proxy =
              Proxy.HAPROXY.start(
                  router, directory, PathLab.DATA, new InetSocketAddress(b.v4(), PathLab.DATA));
          Rule between = router.intercept(PathLab.DATA)) {
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(firing(prometheus)).containsExactly("d to probe-b"));
        assertThat(proxy.pid()).isPositive();
        assertThat(between.packets()).isPositive();
        assertThat(verdict(prometheus)).isEqualTo(List.of("clean_eof"));
        assertThat(watcher.get("/api/v1/mesh?format=text").body())
            .contains("CLEAN_EOF", "probe-b", "✗");
      }

      await().atMost(SOON).untilAsserted(() -> assertThat(firing(prometheus)).isEmpty());
      assertThat(verdict(prometheus)).isEqualTo(List.of("reset"));
    }
  }

  private Map<String, Object> watching(Path directory) throws Exception {
    PrometheusServer.hastyRules(directory);
    return Map.of(
        "global", Map.of("scrape_interval", "1s", "evaluation_interval", "1s"),
        "rule_files", List.of("rules/teardown.rules.yml"),
        "scrape_configs",
            List.of(
                Map.of(
                    "job_name",
                    "teardown",
                    "static_configs",
                    List.of(
                        Map.of(
                            "targets",
                            List.of(lab.base("d").getAuthority()),
                            "labels",
                            Map.of("instance", "d"))))));
  }

  private static List<String> verdict(PrometheusServer prometheus) {
    return prometheus
        .query("teardown_monitor_verdict == 1")
        .valueStream()
        .map(series -> series.at("/metric/verdict").asString())
        .toList();
  }

  private static List<String> firing(PrometheusServer prometheus) {
    return prometheus
        .alerts()
        .valueStream()
        .filter(alert -> alert.at("/labels/alertname").asString().equals(ALERT))
        .filter(alert -> alert.get("state").asString().equals("firing"))
        .map(alert ->
            "%s to %s"
                .formatted(
                    alert.at("/labels/instance").asString(), alert.at("/labels/target").asString()))
        .toList();
  }
}
