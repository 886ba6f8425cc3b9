package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The image, the compose stack and the manifests say the same, and say what the service does. */
class ContainersTests {

  private static final Path K8S = Path.of("k8s/base");
  private static final JsonMapper JSON = new JsonMapper();

  private static Map<String, String> settings;
  private static Dockerfile image;
  private static JsonNode compose;
  private static JsonNode prometheus;
  private static JsonNode kustomization;
  private static JsonNode daemonSet;
  private static JsonNode service;
  private static JsonNode networkPolicy;
  private static String version;

  @BeforeAll
  static void read() throws IOException {
    settings = applicationYml();
    image = Dockerfile.read(Path.of("Dockerfile"));
    compose = yaml(Path.of("docker-compose.yml"));
    prometheus = yaml(Path.of("k8s/monitoring/prometheus.yml"));
    kustomization = yaml(K8S.resolve("kustomization.yaml"));
    daemonSet = yaml(K8S.resolve("daemonset.yaml"));
    service = yaml(K8S.resolve("service.yaml"));
    networkPolicy = yaml(K8S.resolve("networkpolicy.yaml"));
    version = projectVersion();
  }

  @Test
  void everyTagIsTheProjectsVersion() {
    assertThat(image.argument("ARG")).isEqualTo("VERSION=" + version);
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
    assertThat(image.arguments("EXPOSE")).containsExactly(port);
    assertThat(image.argument("HEALTHCHECK"))
        .contains("/dev/tcp/127.0.0.1/${SERVER_PORT:-" + port + "}");
    assertThat(probes())
        .allSatisfy(probe ->
            assertThat(texts(probe, "/ports")).singleElement().asString().endsWith(":" + port));
    assertThat(container().at("/ports")).hasSize(1);
    assertThat(text(container(), "/ports/0/containerPort")).isEqualTo(port);
    assertThat(service.at("/spec/ports")).hasSize(1);
    assertThat(text(service, "/spec/ports/0/port")).isEqualTo(port);
    String name = text(container(), "/ports/0/name");
    assertThat(text(service, "/spec/ports/0/targetPort")).isEqualTo(name);
    assertThat(texts(networkPolicy, "/spec/ingress/0/ports", "/port")).containsExactly(name);
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(text(container(), "/" + probe + "/httpGet/port")).isEqualTo(name);
    }
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
        .containsExactly("./k8s/monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro");
    assertThat(compose.at("/services/prometheus/depends_on").propertyNames())
        .containsExactlyElementsOf(probeNames().toList());
  }

  @Test
  void composePublishesToThisMachineAloneAndEachPortOnce() {
    List<String> published =
        services().flatMap(service -> texts(service, "/ports").stream()).toList();
    assertThat(published).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    assertThat(published.stream().map(port -> port.split(":")[1])).doesNotHaveDuplicates();
  }

  @Test
  void everyInstanceLooksFromAVantageOfItsOwn() {
    probeNames()
        .forEach(name -> {
          JsonNode probe = compose.at("/services/" + name);
          assertThat(text(probe, "/environment/TEARDOWN_VANTAGE")).isEqualTo(name);
          assertThat(text(probe, "/hostname")).isEqualTo(name);
        });
    assertThat(text(container(), "/env/0/name")).isEqualTo("TEARDOWN_VANTAGE");
    assertThat(text(container(), "/env/0/valueFrom/fieldRef/fieldPath")).isEqualTo("spec.nodeName");
  }

  @ParameterizedTest
  @MethodSource("variables")
  void everyVariableSetsAPropertyThatTheServiceHas(String variable) throws IOException {
    assertThat(properties())
        .anyMatch(property -> {
          String upper = property.replace('.', '_').toUpperCase(Locale.ROOT);
          return variable.equals(upper.replace("-", ""))
              || variable.equals(upper.replace('-', '_'));
        });
  }

  @Test
  void theHistoryIsKeptOnAVolume() {
    String directory = image.environment().get("TEARDOWN_DATA_DIR");
    assertThat(image.argument("VOLUME")).isEqualTo(directory);
    probeNames()
        .forEach(name -> {
          assertThat(texts(compose.at("/services/" + name), "/volumes"))
              .containsExactly(name + ":" + directory);
          assertThat(compose.at("/volumes").has(name)).isTrue();
        });
    JsonNode mount = container().at("/volumeMounts/0");
    assertThat(text(mount, "/mountPath")).isEqualTo(directory);
    JsonNode volume = daemonSet.at("/spec/template/spec/volumes/0");
    assertThat(text(volume, "/name")).isEqualTo(text(mount, "/name"));
    assertThat(text(volume, "/emptyDir/sizeLimit")).isNotEmpty();
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
        .isEqualTo(image.argument("USER").split(":")[0]);
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
    // Set by kustomize; one of their own could differ.
    assertThat(daemonSet.at("/spec/selector").isMissingNode()).isTrue();
    assertThat(service.at("/spec/selector").isMissingNode()).isTrue();
  }

  @Test
  void whatThePodsReadIsWhatTheKustomizationMakes() throws IOException {
    assertThat(text(container(), "/envFrom/0/configMapRef/name"))
        .isEqualTo(text(kustomization, "/configMapGenerator/0/name"));
    List<String> read = new ArrayList<>(texts(kustomization, "/resources"));
    read.addAll(texts(kustomization, "/configMapGenerator/0/envs"));
    read.add("kustomization.yaml");
    try (Stream<Path> files = Files.list(K8S)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(read);
    }
  }

  @Test
  void aStopIsGivenTheTimeThatTheServiceTakesForIt() {
    long seconds =
        DurationStyle.detectAndParse(setting("spring.lifecycle.timeout-per-shutdown-phase"))
            .toSeconds();
    assertThat(probes())
        .allSatisfy(probe ->
            assertThat(DurationStyle.detectAndParse(text(probe, "/stop_grace_period")).toSeconds())
                .isGreaterThan(seconds));
    assertThat(daemonSet.at("/spec/template/spec/terminationGracePeriodSeconds").asLong())
        .isGreaterThan(seconds);
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

  /** Every variable that the image, the compose stack or the manifests set. */
  static Stream<String> variables() throws IOException {
    Stream<String> inPods =
        Stream.concat(
            texts(container(), "/env", "/name").stream(),
            Files.readAllLines(K8S.resolve("teardown.env")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("=", 2)[0]));
    Stream<String> inCompose =
        probes().flatMap(probe -> probe.at("/environment").propertyNames().stream());
    return Stream.of(image.environment().keySet().stream(), inCompose, inPods)
        .flatMap(Function.identity())
        .distinct();
  }

  /** The service's own by its metadata, Spring's as far as application.yml sets them. */
  private static Set<String> properties() throws IOException {
    Set<String> properties = new TreeSet<>(settings.keySet());
    try (InputStream metadata =
        new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
      properties.addAll(texts(JSON.readTree(metadata), "/properties", "/name"));
    }
    return properties;
  }

  private static Map<String, String> applicationYml() {
    YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
    yaml.setResources(new ClassPathResource("application.yml"));
    Properties properties = Objects.requireNonNull(yaml.getObject());
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

  /** The instances of this service in the compose stack. */
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

  /** What Maven calls this version. */
  private static String projectVersion() throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>teardown</artifactId>\\s*<version>(.+?)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }
}
