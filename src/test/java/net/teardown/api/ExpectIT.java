package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the caller's expectation, and its effect on a pipeline. */
class ExpectIT extends ApiServer {

  private static String expecting(String expect) {
    return "{\"bytesSent\": 5, \"bytesRead\": 1, \"expect\": " + expect.replace('\'', '"') + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'verdicts': ['RESET']}                                | true",
        "{'verdicts': ['CLEAN_EOF', 'RESET']}                   | true",
        "{'verdicts': ['CLEAN_EOF']}                            | false",
        "{'verdicts': ['RESET'], 'deliveries': ['NONE_SENT']}   | true",
        "{'verdicts': ['RESET'], 'deliveries': ['WHOLE']}       | false",
        "{'httpStatus': [413]}                                  | false"
      })
  void anOutcomeSaysWhetherItIsOneThatWasExpected(String expect, boolean met) throws Exception {
    Answer answer = post("/api/v1/experiments?store=false", expecting(expect));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().path("met").asBoolean()).isEqualTo(met);
    assertThat(answer.json().path("verdict").asString()).isEqualTo("RESET");
  }

  @Test
  void withoutExpectationNothingIsMetOrNot() throws Exception {
    assertThat(post("/api/v1/experiments?store=false", ECHO).json().has("met")).isFalse();
  }

  @Test
  void whatIsNotMetFailsWhereAskedToAndIsKeptAllTheSame() throws Exception {
    Answer answer =
        post("/api/v1/experiments?failUnmet=true", expecting("{'verdicts': ['CLEAN_EOF']}"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.detail()).contains("RESET").contains("expect.verdicts");
    assertThat(answer.json().path("unmet"))
        .isEqualTo(
            mapper.readTree(
                """
                [{"pointer": "#/expect/verdicts", "wanted": ["CLEAN_EOF"], "got": "RESET"}]
                """));
    Answer kept = get(answer.header("Location"));
    assertThat(kept.status()).isEqualTo(200);
    assertThat(kept.json()).isEqualTo(answer.json().path("outcome"));
    assertThat(kept.json().path("met").asBoolean(true)).isFalse();
  }

  @Test
  void eachPartThatIsNotMetIsNamedAndNoneThatIs() throws Exception {
    Answer answer =
        post(
            "/api/v1/experiments?failUnmet=true&store=false",
            expecting(
                "{'verdicts': ['RESET'], 'deliveries': ['WHOLE'], 'httpStatus': [413, 200]}"));

    assertThat(answer.json().path("unmet"))
        .isEqualTo(
            mapper.readTree(
                """
                [{"pointer": "#/expect/deliveries", "wanted": ["WHOLE"], "got": "NONE_SENT"},
                 {"pointer": "#/expect/httpStatus", "wanted": [413, 200], "got": null}]
                """));
  }

  @ParameterizedTest
  @CsvSource({"text, text/plain", "svg, image/svg+xml"})
  void whoeverWantsAPictureGetsOneOfWhatIsNotMetToo(String format, String type) throws Exception {
    Answer answer =
        post(
            "/api/v1/experiments?failUnmet=true&format=" + format,
            expecting("{'verdicts': ['CLEAN_EOF']}"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.contentType()).startsWith(type);
    assertThat(answer.body()).contains("RESET", "NOT met", "expect.verdicts", "[CLEAN_EOF]");
    assertThat(get(answer.header("Location")).status()).isEqualTo(200);
  }

  @Test
  void whatIsMetIsAnsweredAsEver() throws Exception {
    String spec = expecting("{'verdicts': ['RESET']}");

    assertThat(post("/api/v1/experiments?failUnmet=true", spec).status()).isEqualTo(201);
    assertThat(post("/api/v1/experiments?failUnmet=true&store=false", spec).status())
        .isEqualTo(200);
  }

  @Test
  void whatIsNotMetAndNotKeptHasNoLocation() throws Exception {
    Answer answer =
        post(
            "/api/v1/experiments?failUnmet=true&store=false",
            expecting("{'verdicts': ['CLEAN_EOF']}"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Location")).isEmpty();
    assertThat(answer.json().at("/outcome/verdict").asString()).isEqualTo("RESET");
  }

  @Test
  void aScenarioMayBeExpectedToEndSomehowToo() throws Exception {
    Answer answer =
        post(
            "/api/v1/scenarios/echo-one-byte/runs?failUnmet=true",
            "{\"expect\": {\"verdicts\": [\"RESET\"]}}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/outcome/verdict").asString()).isEqualTo("CLEAN_EOF");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                          | expect",
        "{'verdicts': []}            | expect",
        "{'httpStatus': [42]}        | expect.httpStatus",
        "{'verdicts': ['GONE']}      | expect/verdicts",
        "{'status': [413]}           | expect/status"
      })
  void anExpectationThatCanNeverSayAnythingIsRefused(String expect, String field) throws Exception {
    Answer answer = post("/api/v1/experiments", expecting(expect));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(field.replace('.', '/'));
  }

  @Test
  void failingWithoutAnExpectationIsRefusedBeforeAnythingRuns() throws Exception {
    Answer answer = post("/api/v1/experiments?failUnmet=true", ECHO);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("#/expect");
  }
}
