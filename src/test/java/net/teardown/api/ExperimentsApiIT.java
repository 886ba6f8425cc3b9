package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.teardown.experiment.spec.FieldType;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ExperimentsApiIT extends ApiServer {

  @Test
  void anExperimentIsRunAndKept() throws Exception {
    Answer posted = post("/api/v1/experiments", ECHO);

    assertThat(posted.status()).isEqualTo(201);
    assertThat(posted.header("Location"))
        .isEqualTo("/api/v1/experiments/" + posted.json().path("id").asString());
    Answer read = get(posted.header("Location"));
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.json()).isEqualTo(posted.json());
  }

  @Test
  void anOutcomeSaysEverythingThatTheContractNames() throws Exception {
    JsonNode outcome = post("/api/v1/experiments", ECHO).json();

    assertThat(outcome.propertyNames())
        .contains(
            "id",
            "startedAt",
            "durationMicros",
            "vantage",
            "peer",
            "origin",
            "stack",
            "evidenceLevel",
            "spec",
            "verdict",
            "predicted",
            "reason",
            "delivery",
            "predictedDelivery",
            "asPredicted",
            "replyBytesReceived",
            "bytesAccepted",
            "settledMicros",
            "diagnosis",
            "initiator",
            "responder",
            "explanation",
            "sources");
    assertThat(outcome.path("verdict").asString()).isEqualTo("RESET");
    assertThat(outcome.path("predicted").get(0).asString()).isEqualTo("RESET");
    assertThat(outcome.path("reason").isNull()).isTrue();
    assertThat(outcome.path("diagnosis").isNull()).isTrue();
    assertThat(outcome.path("vantage").asString()).isEqualTo("probe-a");
    assertThat(outcome.path("startedAt").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z");
    assertThat(UUID.fromString(outcome.path("id").asString()).version()).isEqualTo(7);
    assertThat(outcome.at("/responder/unreadAtClose").asInt()).isEqualTo(4);
    assertThat(outcome.path("responder").has("evidence")).isFalse();
    assertThat(outcome.path("initiator").has("unreadAtClose")).isFalse();
    assertThat(outcome.at("/initiator/evidence/resetReceived").asBoolean()).isTrue();
    assertThat(outcome.at("/initiator/steps/0/call").asString()).isEqualTo("connect");
    assertThat(outcome.at("/initiator/steps/0").propertyNames())
        .isEqualTo(Set.of("atMicros", "untilMicros", "call", "bytes", "result", "errno", "times"));
  }

  @Test
  void theSpecOfAnOutcomeHasEveryFieldAndCanBeSentAgain() throws Exception {
    JsonNode spec = post("/api/v1/experiments?store=false", ECHO).json().path("spec");

    assertThat(spec.propertyNames())
        .containsExactlyElementsOf(
            SpecFields.within(null).stream()
                // An object stands only where something is said of it.
                .filter(field -> !(field.type() instanceof FieldType.Part))
                // Both ends are here, so there is no route to choose.
                .filter(field ->
                    field != SpecFields.SOURCE_ADDRESS && field != SpecFields.ADDRESS_FAMILY)
                .map(SpecField::name)
                .toList());
    assertThat(spec.path("lingerSeconds").isNull()).isTrue();
    Answer again = post("/api/v1/experiments?store=false", spec.toString());
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    assertThat(again.json().path("spec")).isEqualTo(spec);
  }

  @Test
  void whatIsNotKeptHasNoIdAndNoLocation() throws Exception {
    Answer answer = post("/api/v1/experiments?store=false", ECHO);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().has("id")).isFalse();
    assertThat(answer.header("Location")).isEmpty();
  }

  @Test
  void theHistoryIsReadPageByPageWithoutStepsNewestFirst() throws Exception {
    String label = "pages of " + UUID.randomUUID();
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      kept.addFirst(post("/api/v1/experiments", labelled(label)).json().path("id").asString());
    }
    List<String> read = new ArrayList<>();
    String page = "/api/v1/experiments?size=2&verdict=reset&label=" + label.replace(" ", "%20");
    while (page != null) {
      JsonNode answer = get(page).json();
      assertThat(answer.propertyNames()).containsExactly("items", "next");
      for (JsonNode item : answer.path("items")) {
        read.add(item.path("id").asString());
        assertThat(item.path("initiator").has("steps")).isFalse();
        assertThat(item.path("explanation").asString()).isNotBlank();
      }
      page = answer.path("next").isNull() ? null : answer.path("next").asString();
      assertThat(
              page == null
                  || page.startsWith(
                      "/api/v1/experiments?size=2&verdict=reset&label=pages%20of%20"))
          .isTrue();
      assertThat(read).hasSizeLessThanOrEqualTo(5);
    }
    assertThat(read).isEqualTo(kept);
  }

  @Test
  void theSummaryCountsEveryVerdictUnderTheSameFilters() throws Exception {
    String label = "summary-" + UUID.randomUUID();
    post("/api/v1/experiments", labelled(label));
    post("/api/v1/experiments", labelled(label).replace("\"bytesRead\":1,", ""));

    JsonNode summary = get("/api/v1/experiments/summary?label=" + label).json();
    assertThat(summary.path("total").asLong()).isEqualTo(2);
    assertThat(summary.path("verdicts").size()).isEqualTo(Verdict.values().length);
    assertThat(summary.at("/verdicts/RESET").asLong()).isEqualTo(1);
    assertThat(summary.at("/verdicts/CLEAN_EOF").asLong()).isEqualTo(1);
    assertThat(summary.at("/verdicts/TIMED_OUT").asLong(-1)).isZero();
    assertThat(
            get("/api/v1/experiments/summary?asPredicted=false&label=" + label)
                .json()
                .path("total")
                .asLong())
        .isZero();
  }

  @Test
  void noRunHasATargetHostOrACampaignThatNobodyNamed() throws Exception {
    post("/api/v1/experiments", ECHO);

    assertThat(get("/api/v1/experiments?targetHost=nobody.invalid").json().path("items").isEmpty())
        .isTrue();
    assertThat(
            get("/api/v1/experiments?campaign=" + UUID.randomUUID()).json().path("items").isEmpty())
        .isTrue();
  }

  @Test
  void aDeletedExperimentIsGone() throws Exception {
    String location = post("/api/v1/experiments", ECHO).header("Location");

    Answer deleted = call("DELETE", location);
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(get(location).status()).isEqualTo(404);
    assertThat(call("DELETE", location).status()).isEqualTo(404);
  }

  @Test
  void headAndOptionsSayWhatGetWould() throws Exception {
    assertThat(call("HEAD", "/api/v1/experiments").status()).isEqualTo(200);
    assertThat(call("OPTIONS", "/api/v1/experiments").header("Allow"))
        .contains("GET", "HEAD", "POST", "OPTIONS");
  }

  @Test
  void jsonIsIndentedForPeople() throws Exception {
    assertThat(get("/api/v1/info", "Accept", "*/*").body()).startsWith("{\n  \"version\"");
  }

  @Test
  void theInstanceSaysWhatItIs() throws Exception {
    JsonNode info = get("/api/v1/info").json();

    assertThat(info.path("version").asString()).isNotBlank().isNotEqualTo("unknown");
    assertThat(info.path("vantage").asString()).isEqualTo("probe-a");
    assertThat(info.path("stack").asString()).isIn("posix", "jdk");
    assertThat(info.path("evidenceLevel").asString()).isIn("KERNEL", "APPLICATION");
    assertThat(info.path("kernel").asString()).contains(System.getProperty("os.version"));
    assertThat(info.path("targets").get(0).asString()).isEqualTo("loopback");
  }

  @Test
  void swaggerUiStandsWhereItsLinkLeads() throws Exception {
    Answer page = get(get("/swagger-ui.html").header("Location"));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.contentType()).startsWith("text/html");
  }

  @Test
  void answersAreToBeTakenForWhatTheySayTheyAre() throws Exception {
    assertThat(get("/api/v1/info").header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(get("/nothing").header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  private String labelled(String label) {
    ObjectNode spec = mapper.createObjectNode();
    spec.put("bytesSent", 5).put("bytesRead", 1).put("label", label);
    return spec.toString();
  }
}
