package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EnvironmentsApiIT extends ApiServer {

  private static final String ENVIRONMENTS = "/api/v1/environments/";

  @Test
  void anOutcomeOnLoopbackNamesThisHostsSettingsTwice() throws Exception {
    String here = get("/api/v1/info").json().at("/environment/hash").asString();
    JsonNode outcome = post("/api/v1/experiments", ECHO).json();
    JsonNode read = get("/api/v1/experiments/" + outcome.path("id").asString()).json();

    assertThat(here).matches("[0-9a-f]{16}");
    assertThat(outcome.at("/environment/initiator").asString()).isEqualTo(here);
    assertThat(outcome.at("/environment/responder").asString()).isEqualTo(here);
    assertThat(read.path("environment")).isEqualTo(outcome.path("environment"));
  }

  @Test
  void ofAServersHostNothingIsKnown() throws Exception {
    JsonNode outcome =
        post(
                "/api/v1/experiments?store=false",
                "{\"bytesSent\": 0, \"targetHost\": \"127.0.0.1\", \"targetPort\": 1,"
                    + " \"server\": {\"silenceMillis\": 200}}")
            .json();

    assertThat(outcome.at("/environment/initiator").asString()).isNotEmpty();
    assertThat(outcome.at("/environment/responder").isNull()).isTrue();
  }

  @Test
  void theSettingsAreThereByTheirHashInEachFormat() throws Exception {
    JsonNode here = get("/api/v1/info").json().path("environment");
    String path = ENVIRONMENTS + here.path("hash").asString();

    assertThat(get(path).json()).isEqualTo(here);
    assertThat(here.at("/settings/kernel").asString())
        .isEqualTo(System.getProperty("os.name") + " " + System.getProperty("os.version"));
    assertThat(get(path + "?format=text").body())
        .contains("hash ", here.path("hash").asString(), "kernel ", "stack ");
    assertThat(get(path + "?format=csv").body()).startsWith("setting,value").contains("\nstack,");
    assertThat(get("/api/v1/info?format=text").body())
        .containsPattern("environment +" + here.path("hash").asString());
  }

  @Test
  void anUnknownOneIsA404ThatSaysSo() throws Exception {
    Answer answer = get(ENVIRONMENTS + "0123456789abcdef");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.detail())
        .isEqualTo(
            "The vantage 'probe-a' keeps no environment '0123456789abcdef', and no outcome that"
                + " names it; GET /api/v1/info has this host's now");
  }

  @Test
  void thisHostsAreKnownWithoutTheHistory() throws Exception {
    String here = get("/api/v1/info").json().at("/environment/hash").asString();
    outage.when = TestingStoreOutage.When.BEFORE_THE_RUN;
    try {
      assertThat(get(ENVIRONMENTS + here).status()).isEqualTo(200);
      assertThat(get(ENVIRONMENTS + "0123456789abcdef").status()).isEqualTo(503);
    } finally {
      outage.when = TestingStoreOutage.When.NEVER;
    }
  }
}
