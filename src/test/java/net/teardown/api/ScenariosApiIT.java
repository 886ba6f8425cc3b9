package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ScenariosApiIT extends ApiServer {

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
    assertThat(aborted.at("/cure/lingerSeconds").isNull()).isTrue();

    JsonNode followed =
        post("/api/v1/scenarios/%s/runs?store=false".formatted(abort), "{\"lingerSeconds\": null}")
            .json();
    assertThat(followed.at("/spec/lingerSeconds").isNull()).isTrue();
  }

  @Test
  void whatNoSpecCanBringAboutIsListedWithItsReason() throws Exception {
    JsonNode list = get("/api/v1/scenarios").json();

    assertThat(list.path("notExpressible")).isNotEmpty();
    assertThat(list.path("notExpressible"))
        .allSatisfy(other -> {
          assertThat(other.path("mechanism").asString()).endsWith(".");
          assertThat(other.path("reason").asString()).endsWith(".");
          assertThat(call("GET", "/api/v1/scenarios/" + other.path("name").asString()).status())
              .isEqualTo(404);
        });
  }

  @Test
  void whatNeedsATargetIsRefusedWithoutItByTheField() throws Exception {
    for (JsonNode scenario : get("/api/v1/scenarios").json().path("items")) {
      JsonNode needs = scenario.path("needs");
      String runs = "/api/v1/scenarios/%s/runs".formatted(scenario.path("name").asString());
      assertThat(scenario.at("/spec/targetHost").isNull()).as(runs).isTrue();
      if (!needs.isEmpty()) {
        Answer refused = call("POST", runs);
        assertThat(refused.status()).as(runs).isEqualTo(400);
        assertThat(refused.json().path("errors"))
            .as(runs)
            .extracting(error -> error.path("pointer").asString())
            .containsExactlyElementsOf(
                needs.valueStream().map(field -> "#/" + field.asString()).toList());
      }
    }
  }

  @Test
  void textTellsTheStoryAndTheCommandThatRunsIt() throws Exception {
    String text = get("/api/v1/scenarios/echo-many-bytes?format=text").body();

    assertThat(text)
        .startsWith("echo-many-bytes: ")
        .contains("story", "mechanism", "initiator sees", "responder sees", "finding", "sources")
        .contains("RESET; delivery NONE_SENT", "{\"bytesSent\":5, \"bytesRead\":1}");
    assertThat(text.lines().toList().getLast())
        .endsWith(
            "curl -X POST 'http://localhost:%d/api/v1/scenarios/echo-many-bytes/runs?format=text'"
                .formatted(port));
    assertThat(get("/api/v1/scenarios/rst-masked?format=text").body())
        .contains("curl --json '{\"targetHost\": \"HOST\"}' 'http://localhost:");
  }

  @Test
  void textFitsATerminalButForTheCommand() throws Exception {
    for (JsonNode scenario : get("/api/v1/scenarios").json().path("items")) {
      String name = scenario.path("name").asString();
      Answer text = get("/api/v1/scenarios/%s?ascii=true".formatted(name), "Accept", "text/plain");
      assertThat(text.contentType()).isEqualTo("text/plain;charset=UTF-8");
      assertThat(text.body()).as(name).matches("[\\n\\x20-\\x7e]+");
      assertThat(text.body().lines().filter(line -> !line.contains("  curl ")))
          .as(name)
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }
    String list = get("/api/v1/scenarios?format=text").body();
    assertThat(list).contains("echo-one-byte", "These can't be run here:", "pod-termination");
    assertThat(list.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(get("/api/v1/scenarios?format=svg").status()).isEqualTo(406);
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
