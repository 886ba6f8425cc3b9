package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ScenariosApiTests extends ApiServer {

  private static final String RUNS = "/api/v1/scenarios/echo-many-bytes/runs";

  @Test
  void theyAreListedWithTheirSpecsAndPredictions() throws Exception {
    JsonNode list = get("/api/v1/scenarios").json();

    assertThat(list.at("/items/0/name").asString()).isEqualTo("echo-one-byte");
    assertThat(list.path("next").isNull()).isTrue();
    JsonNode one = get("/api/v1/scenarios/echo-many-bytes").json();
    assertThat(list.path("items")).contains(one);
    assertThat(one.at("/predicted/0").asString()).isEqualTo("RESET");
    assertThat(one.at("/spec/timeoutMillis").asInt()).isEqualTo(5000);
  }

  @Test
  void oneRunsWithoutABodyAndWithoutAContentType() throws Exception {
    Answer answer = call("POST", RUNS);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().path("verdict").asString()).isEqualTo("RESET");
    assertThat(get(answer.header("Location")).status()).isEqualTo(200);
  }

  @Test
  void anEmptyFormOrAnEmptyObjectIsNoBodyEither() throws Exception {
    Answer form =
        send(
            request(RUNS + "?store=false", "Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.noBody()));

    assertThat(form.status()).as(form.body()).isEqualTo(200);
    assertThat(post(RUNS + "?store=false", "{}").json().path("verdict").asString())
        .isEqualTo("RESET");
  }

  @Test
  void fieldsOfTheBodyGoOverTheScenarios() throws Exception {
    JsonNode outcome =
        post(RUNS + "?store=false", "{\"shutdownBeforeClose\": true, \"drainBeforeClose\": true}")
            .json();

    assertThat(outcome.path("verdict").asString()).isEqualTo("CLEAN_EOF");
    assertThat(outcome.at("/spec/bytesSent").asInt()).isGreaterThan(1);
    assertThat(outcome.has("id")).isFalse();
  }

  @Test
  void theAdviceToLeaveLingerAloneCanBeFollowedAsItIsWritten() throws Exception {
    String abort = firstThatAborts();
    JsonNode aborted = post("/api/v1/scenarios/%s/runs?store=false".formatted(abort), "{}").json();
    assertThat(aborted.path("advice").asString()).contains("\"lingerSeconds\": null");

    JsonNode followed =
        post("/api/v1/scenarios/%s/runs?store=false".formatted(abort), "{\"lingerSeconds\": null}")
            .json();
    assertThat(followed.at("/spec/lingerSeconds").isNull()).isTrue();
  }

  private String firstThatAborts() throws Exception {
    for (JsonNode scenario : get("/api/v1/scenarios").json().path("items")) {
      if (scenario.at("/spec/lingerSeconds").asInt(-1) == 0) {
        return scenario.path("name").asString();
      }
    }
    throw new AssertionError("no scenario aborts by SO_LINGER 0");
  }
}
