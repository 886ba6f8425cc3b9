package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.teardown.lab.Machine;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the source address and the family over HTTP, with names that have both families or one. */
class RoutesIT {

  private static final JsonMapper JSON = new JsonMapper();

  private static final BlockingQueue<InetSocketAddress> SEEN = new LinkedBlockingQueue<>();

  private static int data;
  private static Listening four;
  private static Listening six;
  private static ServiceProcess service;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Needs.ipv6();
    data = Machine.freePort();
    four = server(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    six = server(new InetSocketAddress(InetAddress.ofLiteral("::1"), four.port()));
    Path hosts =
        Files.writeString(
            directory.resolve("hosts"),
            """
            127.0.0.1 localhost
            127.0.0.1 both.example
            ::1 both.example
            127.0.0.1 four.example
            """);
    Path probes =
        Files.writeString(
            directory.resolve("probes.yml"),
            """
            modules:
              from_two: {spec: {server: {}, bytesSent: 0, sourceAddress: 127.0.0.2}, onceConnected: true}
              from_nowhere: {spec: {server: {}, bytesSent: 0, sourceAddress: 192.0.2.1}, onceConnected: true}
              only_six: {spec: {server: {}, bytesSent: 0, addressFamily: ONLY_IPV6}, onceConnected: true}
            monitors:
              sixes: {module: only_six, interval: 200ms, dnsNames: ['both.example:%1$d']}
              nowhere: {module: from_nowhere, interval: 200ms, targets: ['127.0.0.1:%1$d']}
            """
                .formatted(four.port()));
    service =
        ServiceProcess.start(
            List.of("env", "JAVA_TOOL_OPTIONS=-Djdk.net.hosts.file=" + hosts),
            directory,
            "--teardown.policy.allow=loopback",
            "--teardown.api.hosts=both.example",
            "--teardown.responder.port=" + data,
            "--teardown.probes-file=" + probes);
  }

  @AfterAll
  static void stop() throws Exception {
    if (service != null) {
      service.close();
    }
    if (six != null) {
      six.close();
    }
    if (four != null) {
      four.close();
    }
  }

  private static Listening server(InetSocketAddress address) throws Exception {
    return Listening.start(
        address,
        channel -> {
          SEEN.add((InetSocketAddress) channel.getRemoteAddress());
          ByteBuffer bytes = ByteBuffer.allocate(64);
          while (channel.read(bytes) >= 0) {
            bytes.clear();
          }
        });
  }

  private static String spec(String fields) {
    return "{'server': {}, 'bytesSent': 0, 'initiatorHalfCloses': true, 'targetPort': %d, %s}"
        .formatted(four.port(), fields)
        .replace('\'', '"');
  }

  private static JsonNode run(String fields) throws Exception {
    HttpResponse<String> answer = service.post("/api/v1/experiments", spec(fields));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return JSON.readTree(answer.body());
  }

  /** The address that a server saw of this run; monitors have connections of their own. */
  private static InetAddress peer(JsonNode outcome) throws Exception {
    String port = outcome.at("/initiator/address").asString().replaceFirst(".*:", "");
    InetSocketAddress peer;
    do {
      peer = Objects.requireNonNull(SEEN.poll(10, TimeUnit.SECONDS), "no such connection");
    } while (peer.getPort() != Integer.parseInt(port));
    return peer.getAddress();
  }

  @Test
  void theFamilyChoosesAmongANamesAddressesAndTheSourceIsSeenByTheServer() throws Exception {
    for (String family : List.of("PREFER_IPV4", "ONLY_IPV4", "PREFER_IPV6", "ONLY_IPV6")) {
      JsonNode outcome =
          run("'targetHost': 'both.example', 'addressFamily': '%s'".formatted(family));
      String tried = family.endsWith("6") ? "::1" : "127.0.0.1";

      assertThat(outcome.at("/addressTried").asString()).as(family).isEqualTo(tried);
      assertThat(outcome.at("/addresses").size()).isEqualTo(2);
      assertThat(outcome.at("/spec/addressFamily").asString()).isEqualTo(family);
      assertThat(peer(outcome)).isEqualTo(InetAddress.ofLiteral(tried));
    }
    JsonNode outcome = run("'targetHost': 'both.example', 'sourceAddress': '127.0.0.2'");
    assertThat(outcome.at("/addressTried").asString()).isEqualTo("127.0.0.1");
    assertThat(outcome.at("/initiator/steps/0/call").asString()).isEqualTo("bind");
    assertThat(peer(outcome)).isEqualTo(two());

    // What was stored is what was answered.
    assertThat(
            JSON.readTree(
                service.get("/api/v1/experiments/" + outcome.get("id").asString()).body()))
        .isEqualTo(outcome);
  }

  @Test
  void aNameWithoutAnAddressOfTheFamilyIsAnOutcome() throws Exception {
    JsonNode outcome = run("'targetHost': 'four.example', 'addressFamily': 'ONLY_IPV6'");

    assertThat(outcome.at("/verdict").asString()).isEqualTo("INCONCLUSIVE");
    assertThat(outcome.at("/reason").asString()).isEqualTo("NAME_NOT_RESOLVED");
    assertThat(outcome.at("/detail").asString())
        .isEqualTo("four.example: has no address of IPv6 (addressFamily ONLY_IPV6), but 127.0.0.1");
    assertThat(
            run("'targetHost': 'four.example', 'addressFamily': 'PREFER_IPV6'")
                .at("/addressTried")
                .asString())
        .isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'targetHost': '127.0.0.1', 'sourceAddress': '192.0.2.1' | /sourceAddress",
        "'targetHost': 'both.example', 'sourceAddress': '2001:db8::1' | /sourceAddress",
        "'targetHost': '::1', 'sourceAddress': '127.0.0.2' | /sourceAddress",
        "'targetHost': '127.0.0.1', 'sourceAddress': 'both.example' | /sourceAddress",
        "'targetHost': '127.0.0.1', 'addressFamily': 'ONLY_IPV6' | /addressFamily",
        "'targetHost': '127.0.0.1', 'addressFamily': 'IPV6' | /addressFamily"
      })
  void whatCannotBeIsRefusedByItsPointer(String fields, String pointer) throws Exception {
    for (String path : List.of("/api/v1/experiments", "/api/v1/predictions")) {
      HttpResponse<String> answer = service.post(path, spec(fields));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(JSON.readTree(answer.body()).at("/errors/0/pointer").asString())
          .isEqualTo("#" + pointer);
    }
  }

  private static InetAddress two() {
    return InetAddress.ofLiteral("127.0.0.2");
  }

  @Test
  void bothMayBeAxesAndARefusalNamesTheAxis() throws Exception {
    String order = "{\"base\": %s, \"axes\": {%s}, \"repetitions\": 2}";
    String base = spec("'targetHost': 'both.example'");

    JsonNode campaign =
        JSON.readTree(
            service
                .post(
                    "/api/v1/campaigns?wait=30",
                    order.formatted(
                        base,
                        "\"addressFamily\": [\"ONLY_IPV4\", \"ANY\"], \"/sourceAddress\":"
                            + " [\"127.0.0.2\", \"127.0.0.3\"]"))
                .body());
    assertThat(campaign.at("/status").asString()).as(campaign.toString()).isEqualTo("COMPLETED");
    assertThat(campaign.at("/cells").size()).isEqualTo(4);

    HttpResponse<String> refused =
        service.post(
            "/api/v1/campaigns",
            order.formatted(base, "\"sourceAddress\": [\"127.0.0.2\", \"192.0.2.1\"]"));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(JSON.readTree(refused.body()).at("/errors/0/pointer").asString())
        .isEqualTo("#/axes/sourceAddress");
  }

  @Test
  void aModulesProbesComeFromItsAddress() throws Exception {
    String target = "&target=127.0.0.1:" + four.port();

    assertThat(service.get("/probe?module=from_two" + target).body()).contains("probe_success 1.0");
    HttpResponse<String> nowhere = service.get("/probe?module=from_nowhere" + target);
    assertThat(nowhere.statusCode()).isEqualTo(400);
    assertThat(nowhere.body()).contains("'sourceAddress' must be an address of this host");
    HttpResponse<String> none =
        service.get("/probe?module=only_six&target=four.example:" + four.port());
    assertThat(none.statusCode()).isEqualTo(200);
    assertThat(none.body())
        .contains("probe_success 0.0")
        .contains("teardown_probe_failed{reason=\"name_not_resolved\",step=\"resolve\"} 1.0");
    assertThat(SEEN.stream().map(InetSocketAddress::getAddress).toList()).contains(two());
  }

  @Test
  void aMonitorTakesWhatItsModuleCanReachAndSaysWhenItCannotConnectFromThere() throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          JsonNode sixes = JSON.readTree(service.get("/api/v1/monitors/sixes").body());
          assertThat(sixes.at("/targets").size()).isEqualTo(1);
          assertThat(sixes.at("/targets/0/address").asString()).isEqualTo("[::1]:" + four.port());
          assertThat(sixes.at("/targets/0/success").asBoolean()).isTrue();
          JsonNode nowhere = JSON.readTree(service.get("/api/v1/monitors/nowhere").body());
          assertThat(nowhere.at("/targets/0").toString())
              .contains("no_source_address")
              .contains("must be an address of this host");
        });
  }

  /** The responder is told nothing of where the connection comes from, and sees it all the same. */
  @Test
  void aResponderSeesTheSource() throws Exception {
    HttpResponse<String> answer =
        service.post(
            "/api/v1/experiments",
            "{\"bytesSent\": 5, \"bytesRead\": 1, \"targetHost\": \"both.example\","
                + " \"targetPort\": %d, \"responderUrl\": \"http://both.example:%d\","
                    .formatted(data, service.port())
                + " \"sourceAddress\": \"127.0.0.2\"}");
    JsonNode outcome = JSON.readTree(answer.body());

    assertThat(outcome.at("/verdict").asString()).as(answer.body()).isEqualTo("RESET");
    assertThat(outcome.at("/addressTried").asString()).isEqualTo("127.0.0.1");
    assertThat(outcome.at("/responderInstance/initiatorSeenAs").asString())
        .startsWith("127.0.0.2:")
        .isEqualTo(outcome.at("/initiator/address").asString());
  }
}
