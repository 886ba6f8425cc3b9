package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RefusedBodiesIT extends ApiServer {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"bytesSent": 5,}                                  | #                    | at line 1, column 17
          {"bytesSent": 5                                    | #                    | Malformed JSON at line 1
          {"bytesSent": 5} x                                 | #                    | Malformed JSON at line 1
          {"bytesSent": 5} {"bytesSent": 5}                  | #                    | more behind the JSON value, at line 1
          {} {}                                              | #                    | more behind the JSON value, at line 1
          {} null                                            | #                    | more behind the JSON value
          {} [                                               | #                    | more behind the JSON value
          {}}                                                | #                    | Malformed JSON at line 1
          [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ | #                    | nesting depth
          []                                                 | #                    | must be an object, not an array
          5                                                  | #                    | must be an object, not a number
          null                                               | #                    | must be an object, not null
          {"bytesSent": 5, "byteRead": 1}                    | #/byteRead           | did you mean 'bytesRead'?
          {"bytesSent": 5, "colour": 1}                      | #/colour             | Known are bytesSent, bytesRead, replyBytes
          {"bytesSent": 5, "a/b~c": 1}                       | #/a~1b~0c            | 'a/b~c' is unknown
          {"bytesSent": 5, "bytesSent": 6}                   | #/bytesSent          | more than once
          {"server": {"chunkBytes": 1, "chunkBytes": 2}}     | #/server/chunkBytes  | more than once
          {"bytesSent": "5"}                                 | #/bytesSent          | must be a whole number, not a string
          {"bytesSent": 5.7}                                 | #/bytesSent          | must be a whole number, not '5.7'
          {"bytesSent": true}                                | #/bytesSent          | must be a whole number, not a boolean
          {"bytesSent": [5]}                                 | #/bytesSent          | must be a whole number, not an array
          {"bytesSent": {"bytes": 5}}                        | #/bytesSent          | must be a whole number, not an object
          {"bytesSent": 5000000000}                          | #/bytesSent          | must be a whole number, not one beyond 32 bits
          {"bytesSent": 16777217}                            | #/bytesSent          | must be 0 to 16777216, not 16777217
          {"bytesSent": -1}                                  | #/bytesSent          | must be 0 to 16777216, not -1
          {"bytesSent": null}                                | #/bytesSent          | leave it out
          {"bytesSent": 5, "bytesRead": null}                | #/bytesRead          | leave it out
          {}                                                 | #/bytesSent          | 'bytesSent' is required
          {"bytesSent": 5, "bytesRead": 6}                   | #/bytesRead          | must not be more than 'bytesSent' (5)
          {"bytesSent": 5, "drainBeforeClose": true}         | #/drainBeforeClose   | needs 'shutdownBeforeClose'
          {"bytesSent": 5, "closer": 1}                      | #/closer             | must be one of RESPONDER, INITIATOR
          {"bytesSent": 5, "closer": ""}                     | #/closer             | must be one of RESPONDER, INITIATOR
          {"bytesSent": 5, "closer": "nobody"}               | #/closer             | must be one of RESPONDER, INITIATOR, not 'nobody'
          {"bytesSent": 5, "peer": "MOON"}                   | #/peer               | must be one of LOOPBACK
          {"bytesSent": 5, "shutdownBeforeClose": "true"}    | #/shutdownBeforeClose| must be true or false, not a string
          {"bytesSent": 5, "shutdownBeforeClose": 1}         | #/shutdownBeforeClose| must be true or false
          {"bytesSent": 5, "label": 7}                       | #/label              | must be a string
          {"bytesSent": 5, "label": " "}                     | #/label              | not blank
          {"bytesSent": 5, "label": "\\u0000"}               | #/label              | without control characters
          {"bytesSent": 5, "label": "\\ud800"}               | #/label              | without control characters
          """)
  void namesTheFieldAndTheFix(String body, String pointer, String detail) throws Exception {
    Answer answer = post("/api/v1/experiments", body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    assertThat(answer.detail())
        .contains(detail)
        .doesNotContain("net.teardown")
        .doesNotContain("jackson")
        .doesNotContain("Source");
    JsonNode first = answer.json().at("/errors/0");
    assertThat(first.path("pointer").asString()).isEqualTo(pointer);
    assertThat(first.path("message").asString()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/experiments",
        "/api/v1/campaigns",
        "/api/v1/scenarios/echo-many-bytes/runs",
        "/api/v1/sessions/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55/closed"
      })
  void aSecondValueIsCalledThatEverywhere(String path) throws Exception {
    for (String more : new String[] {"{}", "[1]", "null", "7"}) {
      Answer answer = post(path, "{} " + more);

      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.detail()).contains("more behind the JSON value, at line 1, column");
      assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("#");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/experiments",
        "/api/v1/campaigns",
        "/api/v1/scenarios/echo-many-bytes/runs",
        "/api/v1/sessions",
        "/nothing"
      })
  void anEncodedBodyIsRefusedEverywhere(String path) throws Exception {
    for (String coding : new String[] {"gzip", "br", "GZIP, identity", "identity, gzip", "x"}) {
      Answer answer = post(path, ECHO, "Content-Encoding", coding);

      assertThat(answer.status()).as(answer.body()).isEqualTo(415);
      assertThat(answer.contentType()).isEqualTo("application/problem+json");
      assertThat(answer.header("Accept-Encoding")).isEqualTo("identity");
      assertThat(answer.detail()).contains("Content-Encoding '" + coding + "'");
    }
    assertThat(post(path, ECHO, "Content-Encoding", "Identity").header("Accept-Encoding"))
        .isEmpty();
  }

  @Test
  void whatIsNotEncodedMaySaySo() throws Exception {
    assertThat(
            post("/api/v1/experiments?store=false", ECHO, "Content-Encoding", "identity").status())
        .isEqualTo(200);
    assertThat(get("/api/v1/info", "Content-Encoding", "gzip").status()).isEqualTo(200);
  }

  @Test
  void everyBrokenRuleIsNamedAtOnce() throws Exception {
    Answer answer =
        post(
            "/api/v1/experiments",
            "{\"bytesSent\": 5, \"bytesRead\": 9, \"drainBeforeClose\": true}");

    assertThat(
            answer
                .json()
                .path("errors")
                .valueStream()
                .map(error -> error.path("pointer").asString()))
        .containsExactly("#/bytesRead", "#/drainBeforeClose");
  }

  @ParameterizedTest
  @ValueSource(strings = {"responder", "Responder", "RES-PONDER", "res_ponder"})
  void enumsMatchWithoutRegardToCaseAndDashes(String closer) throws Exception {
    Answer answer =
        post(
            "/api/v1/experiments?store=false",
            "{\"bytesSent\": 5, \"closer\": \"%s\"}".formatted(closer));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void aScenariosOverridesAreHeldToTheSameRules() throws Exception {
    Answer answer = post("/api/v1/scenarios/echo-many-bytes/runs", "{\"bytesRead\": 6}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("#/bytesRead");
  }

  @Test
  void anEmptyBodyIsAnsweredWithTheLineToSend() throws Exception {
    Answer answer = call("POST", "/api/v1/experiments");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).contains("no body").contains("curl --json '{\"bytesSent\": 5");
  }

  @Test
  void nothingRefusedIsRunOrKept() throws Exception {
    long before = total();
    post("/api/v1/experiments", "{\"bytesSent\": 5, \"bytesRead\": 6}");
    post("/api/v1/experiments?formt=json", ECHO);
    post("/api/v1/experiments?format=pdf", ECHO);
    post("/api/v1/experiments", ECHO, "Accept", "text/csv");

    assertThat(total()).isEqualTo(before);
  }

  private long total() throws Exception {
    return get("/api/v1/experiments/summary").json().path("total").asLong();
  }
}
