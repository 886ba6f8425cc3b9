package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.formats.Page;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * Tests which hosts may call the instances of a cluster and which ones they may call, and that the
 * manifests can be applied.
 */
class ManifestsIT {

  private static final Path BASE = Path.of("k8s/base");
  private static final Path EGRESS = Path.of("k8s/overlays/egress");
  private static final Path OPERATOR = Path.of("k8s/overlays/operator");

  private static final Map<String, String> KEYS =
      Map.of("TEARDOWN_API_TOKEN", "api", "TEARDOWN_RESPONDER_TOKEN", "responder");

  private static final Pattern BLOCK =
      Pattern.compile("ipBlock: (\\{cidr: .+})$", Pattern.MULTILINE);

  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("yamlFiles")
  void everyFileIsYamlWithNoKeyTwice(Path file) throws IOException {
    assertThat(Kustomize.documents(Files.readString(file)))
        .isNotEmpty()
        .allMatch(JsonNode::isObject);
  }

  static Stream<Path> yamlFiles() throws IOException {
    try (Stream<Path> manifests = Files.walk(Path.of("k8s"));
        Stream<Path> configuration = Files.walk(Path.of("src/container/config"))) {
      return Stream.of(manifests, configuration, Stream.of(Path.of("docker-compose.yml")))
          .flatMap(files -> files)
          .filter(file -> file.toString().matches(".+[.]ya?ml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void theBaseIsAppliedWithAndWithoutTokens() throws IOException {
    Map<String, JsonNode> tokens = tokens(read(BASE.resolve("daemonset.yaml")));
    String page = Page.named("kubernetes").text();
    assertThat(tokens).containsOnlyKeys(KEYS.keySet());
    assertThat(tokens.values()).allMatch(secret -> secret.at("/optional").asBoolean());
    tokens.forEach((variable, secret) -> {
      assertThat(secret.at("/key").asString()).isEqualTo(KEYS.get(variable));
      assertThat(page)
          .contains("create secret generic " + secret.at("/name").asString() + " ")
          .contains("--from-literal=" + secret.at("/key").asString() + "=");
    });
    JsonNode api = Objects.requireNonNull(tokens.get("TEARDOWN_API_TOKEN"));
    assertThat(Files.readString(OPERATOR.resolve("probe.yaml")))
        .contains(
            "# authorization:",
            "#   credentials: {name: %s, key: %s}"
                .formatted(api.at("/name").asString(), api.at("/key").asString()));
  }

  @Test
  void anInstanceIsOnEveryNodeThatIsNotEmptied() throws IOException {
    JsonNode tolerations =
        read(BASE.resolve("daemonset.yaml")).at("/spec/template/spec/tolerations");
    assertThat(tolerations).hasSize(1);
    assertThat(tolerations.at("/0/operator").asString()).isEqualTo("Exists");
    assertThat(tolerations.at("/0/effect").asString()).isEqualTo("NoSchedule");
    assertThat(tolerations.at("/0").has("key")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("environments")
  void whatNobodyOpensIsClosedAndNoOverlayOfOursOpensMore(Path file) throws IOException {
    Map<String, String> environment = ContainersTests.variables(file);
    if (file.startsWith(BASE)) {
      assertThat(environment).containsEntry("TEARDOWN_POLICY_CONVERSE", "none");
    } else {
      assertThat(environment)
          .doesNotContainKeys("TEARDOWN_POLICY_CONVERSE", "TEARDOWN_POLICY_ALLOW");
    }
  }

  static Stream<Path> environments() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("k8s"))) {
      return files.filter(file -> file.toString().endsWith(".env")).sorted().toList().stream();
    }
  }

  @Test
  void theNetworkLetsInstancesReachDnsAndEachOtherAndNothingElse() throws IOException {
    JsonNode policy = read(EGRESS.resolve("networkpolicy.yaml"));
    assertThat(policy.at("/spec/policyTypes").toString()).isEqualTo("[\"Egress\"]");
    assertThat(policy.at("/spec/egress")).hasSize(2);
    JsonNode dns = policy.at("/spec/egress/0");
    assertThat(peers(dns)).containsExactly("namespaceSelector podSelector");
    assertThat(ports(dns)).containsExactly("UDP 53", "TCP 53");
    JsonNode others = policy.at("/spec/egress/1");
    assertThat(peers(others)).containsExactly("podSelector");
    assertThat(others.at("/to/0/podSelector")).isEqualTo(policy.at("/spec/podSelector"));
    JsonNode pod = read(BASE.resolve("daemonset.yaml")).at("/spec/template/spec");
    assertThat(ports(others))
        .containsExactlyInAnyOrderElementsOf(
            pod.at("/containers/0/ports")
                .valueStream()
                .map(port -> "TCP " + port.at("/containerPort").asInt())
                .toList());
  }

  @Test
  void everyEgressPolicyIsForTheVeryPodsAndNamesWhereTo() throws IOException {
    JsonNode pairs = read(BASE.resolve("kustomization.yaml")).at("/labels/0/pairs");
    for (String file : List.of("networkpolicy.yaml", "targets.yaml")) {
      JsonNode policy = read(EGRESS.resolve(file));
      assertThat(policy.at("/spec/podSelector/matchLabels")).isEqualTo(pairs);
      // A rule without peers, or with a peer that matches everything, would open everything.
      assertThat(policy.at("/spec/egress").valueStream())
          .isNotEmpty()
          .allSatisfy(rule -> {
            assertThat(rule.at("/ports").isEmpty()).isFalse();
            assertThat(rule.at("/to").isEmpty()).isFalse();
            assertThat(rule.at("/to").valueStream()).noneMatch(JsonNode::isEmpty);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "fd00:c1::a9fe:a9fe",
        "fd00:42::42",
        "fe80::1"
      })
  void noBlockLetsInstancesReachAMetadataService(String address) throws IOException {
    // The service doesn't allow it as a target either.
    assertThatThrownBy(
            () -> Policy.allowing("0.0.0.0/0", "::/0").target(tcpConnect(address), Author.OPERATOR))
        .isInstanceOf(TargetDenied.class);

    IPAddress service = new IPAddressString(address).getAddress();
    List<JsonNode> blocks =
        BLOCK
            .matcher(Files.readString(EGRESS.resolve("targets.yaml")))
            .results()
            .map(found -> Kustomize.documents(found.group(1)).getFirst())
            .toList();
    // Together with the blocks in the comment, which an operator may have enabled.
    assertThat(blocks).hasSize(3);
    assertThat(blocks)
        .allSatisfy(block -> {
          IPAddress whole = network(block.at("/cidr"));
          assertThat(block.at("/except").valueStream().map(ManifestsIT::network))
              .allMatch(left -> whole.contains(left) && !whole.equals(left));
          assertThat(
                  whole.contains(service)
                      && block
                          .at("/except")
                          .valueStream()
                          .noneMatch(left -> network(left).contains(service)))
              .isFalse();
        });
  }

  private static Spec tcpConnect(String address) {
    return SpecDraft.of(SpecFields.SERVER, true)
        .with(SpecFields.TARGET_HOST, address)
        .with(SpecFields.TARGET_PORT, 80)
        .with(SpecFields.BYTES_SENT, 0)
        .toSpec();
  }

  @ParameterizedTest
  @MethodSource("net.teardown.Kustomize#directories")
  void everyKustomizationCanBeApplied(Path applied) throws Exception {
    List<JsonNode> all = Kustomize.render(applied);
    assertThat(all).isNotEmpty();
    assertThat(all)
        .filteredOn(any -> !kind(any, "Namespace"))
        .allMatch(any -> any.at("/metadata/namespace").asString("").equals("teardown"));
    for (JsonNode instances : all.stream().filter(any -> kind(any, "DaemonSet")).toList()) {
      Map<String, JsonNode> tokens = tokens(instances);
      assertThat(tokens).containsOnlyKeys(KEYS.keySet());
      assertThat(tokens.values()).allMatch(secret -> secret.at("/optional").asBoolean());
      JsonNode pod = instances.at("/spec/template/spec");
      assertThat(pod.at("/terminationGracePeriodSeconds").asInt()).isEqualTo(30);
      String settings = pod.at("/containers/0/envFrom/0/configMapRef/name").asString();
      assertThat(all)
          .filteredOn(any -> any.at("/metadata/name").asString().equals(settings))
          .singleElement()
          .satisfies(map -> {
            assertThat(map.at("/data/TEARDOWN_POLICY_CONVERSE").asString()).isEqualTo("none");
            assertThat(map.at("/data/TEARDOWN_POLICY_ALLOW").asString())
                .isEqualTo(
                    ContainersTests.variables(BASE.resolve("teardown.env"))
                        .get("TEARDOWN_POLICY_ALLOW"));
          });
    }
  }

  @Test
  void theOverlayOnThePageOpensATarget() throws Exception {
    Matcher example =
        Pattern.compile("```yaml\n(# kustomization.yaml in .+?)```", Pattern.DOTALL)
            .matcher(Page.named("kubernetes").text());
    assertThat(example.find()).isTrue();
    FileSystemUtils.copyRecursively(Path.of("k8s"), directory.resolve("k8s"));
    Path own = Files.createDirectory(directory.resolve("own"));
    Files.writeString(own.resolve("kustomization.yaml"), example.group(1));

    List<JsonNode> all = Kustomize.render(own);
    assertThat(all)
        .filteredOn(any -> any.at("/metadata/name").asString().equals("teardown-targets"))
        .singleElement()
        .satisfies(policy ->
            assertThat(policy.at("/spec/egress/0/to/0/ipBlock/cidr").asString())
                .isEqualTo("10.1.2.3/32"));
    assertThat(all)
        .filteredOn(any -> any.at("/data").has("TEARDOWN_POLICY_ALLOW"))
        .singleElement()
        .satisfies(map -> {
          String[] allow = map.at("/data/TEARDOWN_POLICY_ALLOW").asString().split(",");
          assertThat(Policy.allowing(allow).allowed()).contains("10.1.2.3:443", "teardown:8007");
          assertThat(map.at("/data/TEARDOWN_POLICY_CONVERSE").asString()).isEqualTo("10.1.2.3:443");
        });
  }

  @Test
  void oneLineSaysWhereTheOperatorsAlertsLead() throws Exception {
    FileSystemUtils.copyRecursively(OPERATOR, directory);
    Path file = directory.resolve("kustomization.yaml");
    Files.writeString(
        file,
        Files.readString(file).replaceAll("- url=.*", "- url=https://a.example/docs/runbook"));

    List<JsonNode> all = Kustomize.render(directory);
    assertThat(all).noneMatch(any -> kind(any, "ConfigMap"));
    assertThat(
            all.stream()
                .filter(any -> kind(any, "PrometheusRule"))
                .flatMap(any -> any.findValues("runbook_url").stream()))
        .hasSizeGreaterThan(10)
        .allMatch(url -> url.asString().matches("https://a[.]example/docs/runbook#teardown[a-z]+"));
    assertThat(
            Kustomize.render(OPERATOR).stream()
                .filter(any -> kind(any, "PrometheusRule"))
                .map(any -> any.get("spec")))
        .containsExactly(read(OPERATOR.resolve("prometheusrule.yaml")).get("spec"));
  }

  private static boolean kind(JsonNode any, String kind) {
    return any.at("/kind").asString().equals(kind);
  }

  /** The source of each variable for a token. */
  private static Map<String, JsonNode> tokens(JsonNode daemonSet) {
    Map<String, JsonNode> tokens = new HashMap<>();
    daemonSet
        .at("/spec/template/spec/containers/0/env")
        .valueStream()
        .filter(variable -> variable.at("/name").asString().endsWith("_TOKEN"))
        .forEach(variable ->
            tokens.put(variable.at("/name").asString(), variable.at("/valueFrom/secretKeyRef")));
    return tokens;
  }

  private static List<String> peers(JsonNode rule) {
    return rule.at("/to")
        .valueStream()
        .map(peer -> String.join(" ", peer.propertyNames().stream().sorted().toList()))
        .toList();
  }

  private static List<String> ports(JsonNode rule) {
    return rule.at("/ports")
        .valueStream()
        .map(port -> port.at("/protocol").asString() + " " + port.at("/port").asInt())
        .toList();
  }

  private static IPAddress network(JsonNode text) {
    return new IPAddressString(text.asString()).getAddress();
  }

  private static JsonNode read(Path file) throws IOException {
    return Kustomize.documents(Files.readString(file)).getFirst();
  }
}
