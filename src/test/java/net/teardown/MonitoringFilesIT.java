package net.teardown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.formats.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests the rules, dashboards and examples for Prometheus: they load, they agree with each other,
 * and the runbook has the sections that alerts link to.
 */
class MonitoringFilesIT {

  private static final Path MONITORING = Path.of("k8s/monitoring");
  private static final Path RULES = MONITORING.resolve("rules/teardown.rules.yml");
  private static final Path OPERATOR = Path.of("k8s/overlays/operator");

  /**
   * The runbook's location, if Prometheus is configured with it; kustomize sets the same by
   * default.
   */
  private static final String RUNBOOK = "{{ or $externalLabels.teardown_docs \"/docs/runbook\" }}";

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;

  @Test
  void promtoolFindsNoFaultInTheRulesAndTheirTests() throws Exception {
    Needs.command("promtool");
    assertThat(promtool("check", "rules", "--lint=all", "--lint-fatal", RULES.toString()))
        .contains("SUCCESS");
    assertThat(
            promtool(
                "test", "rules", MONITORING.resolve("rules/teardown.rules.test.yml").toString()))
        .contains("SUCCESS");
  }

  @Test
  void theRulesTestsKnowEveryAlert() throws IOException {
    JsonNode tests = yaml(MONITORING.resolve("rules/teardown.rules.test.yml"));
    assertThat(
            tests
                .at("/tests")
                .valueStream()
                .flatMap(test -> test.at("/alert_rule_test").valueStream())
                .filter(test -> !test.at("/exp_alerts").isEmpty())
                .map(test -> test.get("alertname").asString()))
        .containsAll(alerts().map(alert -> alert.get("alert").asString()).toList());
  }

  @Test
  void theOperatorHasTheSameRules() throws IOException {
    assertThat(yaml(OPERATOR.resolve("prometheusrule.yaml")).get("spec")).isEqualTo(yaml(RULES));
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void everyAlertSendsItsReaderToASectionOfTheRunbook(JsonNode alert) {
    String url = alert.at("/annotations/runbook_url").asString();
    assertThat(url).startsWith(RUNBOOK + "#");
    assertThat(Page.named("runbook").anchors()).contains(url.substring(url.indexOf('#') + 1));
    assertThat(url)
        .isEqualTo(RUNBOOK + "#" + alert.get("alert").asString().toLowerCase(Locale.ROOT));
    assertThat(alert.at("/labels/severity").asString()).isIn("critical", "warning", "info");
    assertThat(alert.at("/annotations/summary").asString()).isNotBlank();
    assertThat(alert.at("/annotations/description").asString()).contains("{{ $labels.instance }}");
  }

  @Test
  void whereTheRunbookIsHasOneNameEverywhere() throws IOException {
    assertThat(
            yaml(OPERATOR.resolve("kustomization.yaml"))
                .at("/configMapGenerator/0/literals/0")
                .asString())
        .isEqualTo("url=" + RUNBOOK);
    assertThat(Page.named("prometheus").text()).contains("external label `teardown_docs`");
    assertThat(Files.readString(MONITORING.resolve("prometheus-cluster.yml")))
        .contains("# external_labels:\n  #   teardown_docs: ");
    assertThat(
            yaml(MONITORING.resolve("prometheus.yml"))
                .at("/global/external_labels/teardown_docs")
                .asString())
        .endsWith("/docs/runbook");
    // One of the rules' tests configures the location.
    assertThat(
            yaml(MONITORING.resolve("rules/teardown.rules.test.yml"))
                .at("/tests")
                .valueStream()
                .filter(test -> test.at("/external_labels").has("teardown_docs")))
        .isNotEmpty();
  }

  @Test
  void grafanasSidecarFindsTheDashboardsAndNothingElse() throws IOException {
    assertThat(
            yaml(MONITORING.resolve("kustomization.yaml"))
                .at("/configMapGenerator")
                .valueStream()
                .filter(map -> map.at("/options/labels").has("grafana_dashboard")))
        .singleElement()
        .satisfies(map -> {
          assertThat(map.at("/options/labels/grafana_dashboard")).isEqualTo(JSON.valueToTree("1"));
          assertThat(map.at("/files").valueStream().map(JsonNode::asString))
              .containsAll(dashboards().map(MONITORING::relativize).map(Path::toString).toList());
        });
  }

  @Test
  void noAlertIsAboutExperimentsThatSomebodyAskedFor() throws IOException {
    assertThat(alerts())
        .filteredOn(alert -> !alert.get("alert").asString().equals("TeardownKernelAborts"))
        .allSatisfy(alert ->
            assertThat(alert.get("expr").asString())
                .doesNotContain("teardown_experiments_total", "teardown_replies_total"));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void promtoolFindsNoFaultInAConfiguration(Path configuration) throws Exception {
    Needs.command("promtool");
    Path copy =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            Files.readString(configuration)
                .replace("credentials_file: /prometheus/", "credentials_file: "));
    // In the directories of the compose stack and of a ConfigMap.
    Files.createDirectory(directory.resolve("rules"));
    Files.copy(RULES, directory.resolve("rules/teardown.rules.yml"));
    Files.copy(RULES, directory.resolve("teardown.rules.yml"));
    Files.writeString(directory.resolve("teardown-api-token"), "a token of 16 ch");

    assertThat(promtool("check", "config", copy.toString())).contains("SUCCESS");
  }

  static Stream<Path> configurations() throws IOException {
    List<Path> all = new ArrayList<>(List.of(MONITORING.resolve("prometheus.yml")));
    all.add(MONITORING.resolve("prometheus-cluster.yml"));
    try (Stream<Path> examples = Files.list(MONITORING.resolve("examples"))) {
      examples.sorted().forEach(all::add);
    }
    return all.stream();
  }

  @Test
  void everyConfigurationOfOursLoadsTheRules() throws IOException {
    assertThat(yaml(MONITORING.resolve("prometheus.yml")).at("/rule_files/0").asString())
        .isEqualTo("rules/" + RULES.getFileName());
    String pattern =
        yaml(MONITORING.resolve("prometheus-cluster.yml")).at("/rule_files/0").asString();
    assertThat(RULES.getFileSystem().getPathMatcher("glob:" + pattern).matches(RULES.getFileName()))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void everyProbeIsRelabelledByTheThreeLines(Path configuration) throws IOException {
    assertThat(yaml(configuration).get("scrape_configs").valueStream())
        .filteredOn(job -> job.path("metrics_path").asString("").equals("/probe"))
        .allSatisfy(job -> {
          List<String> lines =
              job.get("relabel_configs")
                  .valueStream()
                  .map(line ->
                      "%s > %s %s"
                          .formatted(
                              line.at("/source_labels/0").asString(""),
                              line.get("target_label").asString(),
                              line.path("replacement").asString(""))
                          .strip())
                  .toList();
          assertThat(lines)
              .startsWith("__address__ > __param_target", "__param_target > instance")
              .element(2)
              .asString()
              .matches("> __address__ \\S+:8080");
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelSaysWhatItShowsInWhichUnit(Path dashboard) throws IOException {
    JsonNode board = JSON.readTree(dashboard.toFile());
    assertThat(board.get("uid").asString() + ".json").isEqualTo(dashboard.getFileName().toString());
    Set<Integer> ids = new HashSet<>();
    assertThat(board.get("panels").valueStream())
        .isNotEmpty()
        .allSatisfy(panel -> {
          assertThat(ids.add(panel.get("id").asInt())).as("an id of its own").isTrue();
          assertThat(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt())
              .isLessThanOrEqualTo(24);
          String type = panel.get("type").asString();
          if (type.equals("row")) {
            return;
          }
          assertThat(panel.get("description").asString()).endsWith(".");
          if (Set.of("timeseries", "stat").contains(type)) {
            assertThat(panel.at("/fieldConfig/defaults/unit").asString()).isNotEmpty();
          }
          assertThat(panel.get("targets").valueStream())
              .isNotEmpty()
              .allSatisfy(target -> {
                String expr = target.get("expr").asString();
                assertThat(expr).doesNotContainPattern("rate\\([^\\[]*\\[\\d");
                assertThat(variables(board)).containsAll(used(expr));
                assertThat(target.at("/datasource/uid").asString()).isEqualTo("${datasource}");
              });
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void noTwoPanelsLieOnEachOther(Path dashboard) throws IOException {
    Set<List<Integer>> cells = new HashSet<>();
    JSON.readTree(dashboard.toFile())
        .get("panels")
        .valueStream()
        .map(panel -> panel.get("gridPos"))
        .forEach(grid -> {
          for (int x = 0; x < grid.get("w").asInt(); x++) {
            for (int y = 0; y < grid.get("h").asInt(); y++) {
              List<Integer> cell = List.of(grid.get("x").asInt() + x, grid.get("y").asInt() + y);
              assertThat(cells.add(cell)).as("%s", cell).isTrue();
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void linksAskTheHistoryForTheTimeRangeThatIsShown(Path dashboard) throws IOException {
    JsonNode board = JSON.readTree(dashboard.toFile());
    List<String> links =
        Stream.concat(
                board.get("links").valueStream(),
                board
                    .get("panels")
                    .valueStream()
                    .flatMap(panel -> panel.path("links").valueStream()))
            .map(link -> link.get("url").asString())
            .filter(url -> url.contains("/experiments"))
            .toList();
    assertThat(links)
        .hasSizeGreaterThan(2)
        .allMatch(url ->
            url.matches(
                Pattern.quote("${teardown_url}/api/v1/experiments")
                    + "(/summary)?"
                    + Pattern.quote("?from=${__from:date:iso}&to=${__to:date:iso}")
                    + "(&(asPredicted=false|verdict=[A-Z_]+))?"));
    assertThat(variables(board)).contains("teardown_url", "datasource", "instance");
  }

  static Stream<Path> dashboards() throws IOException {
    try (Stream<Path> files = Files.list(MONITORING.resolve("grafana/dashboards"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  static Stream<JsonNode> alerts() throws IOException {
    return yaml(RULES)
        .get("groups")
        .valueStream()
        .flatMap(group -> group.get("rules").valueStream())
        .filter(rule -> rule.has("alert"));
  }

  private static Set<String> variables(JsonNode board) {
    return board
        .at("/templating/list")
        .valueStream()
        .map(variable -> variable.get("name").asString())
        .collect(Collectors.toSet());
  }

  /** The dashboard's variables that an expression uses. */
  private static Set<String> used(String expr) {
    Matcher variable = Pattern.compile("\\$\\{?(?!__)(\\w+)").matcher(expr);
    return variable.results().map(found -> found.group(1)).collect(Collectors.toSet());
  }

  private static String promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static JsonNode yaml(Path file) throws IOException {
    return JSON.valueToTree(new Yaml().load(Files.readString(file)));
  }
}
