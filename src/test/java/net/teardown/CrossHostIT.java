package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests two instances on two hosts, as users run them. */
@ExtendWith(TwoHosts.Shared.class)
class CrossHostIT {

  private static final JsonMapper JSON = new JsonMapper();

  private final TwoHosts hosts;

  CrossHostIT(TwoHosts hosts) {
    this.hosts = hosts;
  }

  @Test
  void anOutcomeNamesTheSettingsOfBothHostsAndTheInitiatorsInstanceHasThem() throws Exception {
    hosts.b().sysctl("net/ipv4/tcp_fin_timeout", 59);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(finTimeout(hosts.probeB(), "info")).isEqualTo("59"));

    JsonNode outcome =
        JSON.readTree(
            hosts
                .probeA()
                .post(
                    "/api/v1/experiments",
                    "{\"bytesSent\": 5, \"targetHost\": \"%s\"}"
                        .formatted(hosts.b().v4().getHostAddress()))
                .body());

    String initiator = outcome.at("/environment/initiator").asString();
    String responder = outcome.at("/environment/responder").asString();
    assertThat(initiator).isEqualTo(environment(hosts.probeA(), "info").path("hash").asString());
    assertThat(responder)
        .isEqualTo(environment(hosts.probeB(), "info").path("hash").asString())
        .isNotEqualTo(initiator);
    assertThat(finTimeout(hosts.probeA(), "environments/" + responder)).isEqualTo("59");
    assertThat(finTimeout(hosts.probeA(), "environments/" + initiator)).isNotEqualTo("59");
  }

  private static String finTimeout(ServiceProcess instance, String path) throws Exception {
    return environment(instance, path).at("/settings/net.ipv4.tcp_fin_timeout").asString();
  }

  private static JsonNode environment(ServiceProcess instance, String path) throws Exception {
    JsonNode answer = JSON.readTree(instance.get("/api/v1/" + path).body());
    return path.equals("info") ? answer.path("environment") : answer;
  }

  @Test
  void eachInstanceAnswersForItself() throws Exception {
    for (var instance : Map.of("probe-a", hosts.probeA(), "probe-b", hosts.probeB()).entrySet()) {
      assertThat(JSON.readTree(instance.getValue().get("/api/v1/info").body()).get("vantage"))
          .hasToString("\"" + instance.getKey() + "\"");
    }
  }
}
