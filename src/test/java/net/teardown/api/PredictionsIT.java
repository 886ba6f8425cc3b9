package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is predicted without a run, and that it is what the run is held to. */
class PredictionsIT extends ApiServer {

  private static final String PREDICTIONS = "/api/v1/predictions";

  @Test
  void unreadDataIsPredictedToReset() throws Exception {
    Answer answer = post(PREDICTIONS, ECHO);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("application/json");
    JsonNode prediction = answer.json();
    assertThat(words(prediction.path("predicted"))).containsExactly("RESET");
    assertThat(words(prediction.path("predictedDelivery"))).containsExactly("NONE_SENT");
    assertThat(prediction.path("why").asString()).contains("unread");
    assertThat(words(prediction.path("sources"))).contains("RFC 1122 4.2.2.13");
    assertThat(prediction.path("undecidable").isArray()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'bytesSent': 5}",
        "{'bytesSent': 5, 'bytesRead': 1, 'shutdownBeforeClose': true}",
        "{'bytesSent': 5, 'bytesRead': 1, 'replyBytes': 100}",
        "{'bytesSent': 5, 'bytesRead': 1, 'replyBytes': 100, 'shutdownBeforeClose': true,"
            + " 'drainBeforeClose': true}",
        "{'bytesSent': 5, 'replyBytes': 400000, 'bytesRead': 1, 'observerReads': 'LATE'}",
        "{'bytesSent': 5, 'lingerSeconds': 0}",
        "{'bytesSent': 1, 'replyBytes': 9, 'bytesRead': 3, 'closer': 'INITIATOR'}"
      })
  void aRunIsHeldToWhatWasPredictedBeforeIt(String spec) throws Exception {
    String json = spec.replace('\'', '"');
    JsonNode prediction = post(PREDICTIONS, json).json();
    JsonNode outcome = post("/api/v1/experiments?store=false", json).json();

    assertThat(prediction.path("predicted")).isEqualTo(outcome.path("predicted"));
    assertThat(prediction.path("predictedDelivery")).isEqualTo(outcome.path("predictedDelivery"));
    assertThat(words(prediction.path("sources")))
        .allMatch(words(outcome.path("sources"))::contains);
  }

  @Test
  void nothingIsRunAndNothingIsKept() throws Exception {
    int before = get("/api/v1/experiments/summary").json().path("total").asInt();
    post(PREDICTIONS, ECHO);

    assertThat(get("/api/v1/experiments/summary").json().path("total").asInt()).isEqualTo(before);
  }

  @Test
  void ofAServerTheorySaysNothing() throws Exception {
    Answer answer =
        post(
            PREDICTIONS,
            "{\"targetHost\": \"127.0.0.1\", \"targetPort\": 9, \"server\": {\"request\":"
                + " {\"http\": {}}}}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().path("predicted").size()).isZero();
    assertThat(answer.json().path("why").asString()).contains("isn't Teardown");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'bytesSent': 5, 'bytesRead': 6}                                     | 400 | #/bytesRead",
        "{'bytesRead': 1}                                                     | 400 | #/bytesSent",
        "{'bytesSent': 5, 'drainBeforeClose': true}                           | 400 |"
            + " #/drainBeforeClose",
        "{'bytesSent': 5, 'bytesRaed': 1}                                     | 400 | bytesRaed",
        "{'bytesSent': 5, 'targetHost': '192.0.2.1'}                          | 403 |"
            + " teardown.policy.allow"
      })
  void aSpecIsRefusedAsARunOfItWouldBe(String spec, int status, String named) throws Exception {
    String json = spec.replace('\'', '"');
    Answer predicted = post(PREDICTIONS, json);
    Answer run = post("/api/v1/experiments?store=false", json);

    assertThat(predicted.status()).as(predicted.body()).isEqualTo(status);
    assertThat(predicted.contentType()).startsWith("application/problem+json");
    assertThat(predicted.body()).contains(named);
    assertThat(predicted.detail()).isEqualTo(run.detail());
    assertThat(predicted.json().path("errors")).isEqualTo(run.json().path("errors"));
  }

  @Test
  void noBodyAndOtherBodiesAreRefused() throws Exception {
    assertThat(call("POST", PREDICTIONS).status()).isEqualTo(400);
    assertThat(post(PREDICTIONS + "?store=false", ECHO).status()).isEqualTo(400);
    assertThat(call("GET", PREDICTIONS).status()).isEqualTo(405);
  }

  private static List<String> words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(word -> words.add(word.asString()));
    return words;
  }
}
