package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The runs of a campaign, cell by cell. */
class CampaignRunsIT extends ApiServer {

  private static final int REPETITIONS = 120;

  private String runs = "";
  private String campaign = "";

  @BeforeEach
  void run() throws Exception {
    campaign =
        post(
                "/api/v1/campaigns?wait=60",
                "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [1, 5, 6],"
                    + " \"shutdownBeforeClose\": [false, true]}, \"repetitions\": "
                    + REPETITIONS
                    + ", \"invalidCells\": \"SKIP\"}")
            .header("Location");
    runs = campaign + "/runs";
  }

  @Test
  void theRunsOfACellAreReadPageByPageEachOnce() throws Exception {
    List<JsonNode> found = pages(runs + "?cell=1&size=50");

    assertThat(found).hasSize(REPETITIONS);
    assertThat(found).extracting(run -> run.path("repetition").asInt()).doesNotHaveDuplicates();
    assertThat(found).extracting(run -> run.path("number").asLong()).isSorted();
    assertThat(found)
        .allSatisfy(run -> {
          assertThat(run.path("cell").asInt()).isEqualTo(1);
          assertThat(run.at("/point/bytesRead").asInt()).isEqualTo(1);
          assertThat(run.at("/point/shutdownBeforeClose").asBoolean()).isTrue();
          assertThat(run.path("verdict").asString()).isEqualTo("EOF_THEN_RESET");
          assertThat(run.path("asPredicted").asBoolean()).isTrue();
        });
  }

  @Test
  void withoutACellTheyAreAllInTheOrderOfTheResults() throws Exception {
    List<JsonNode> found = pages(runs + "?size=500");

    List<String> results = get(campaign + "/results.csv").body().lines().skip(1).toList();
    assertThat(found).hasSize(4 * REPETITIONS).hasSameSizeAs(results);
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i))
          .startsWith(
              found.get(i).path("cell").asInt() + "," + found.get(i).path("repetition").asInt())
          .contains(found.get(i).path("startedAt").asString());
    }
  }

  @Test
  void thoseThatAreKeptWithAllStepsLeadThere() throws Exception {
    List<JsonNode> kept = pages(runs + "?kept=true");

    assertThat(kept).hasSize(4);
    for (JsonNode run : kept) {
      JsonNode outcome = get(run.path("experiment").asString()).json();
      assertThat(outcome.path("verdict")).isEqualTo(run.path("verdict"));
      assertThat(outcome.at("/spec/bytesRead")).isEqualTo(run.at("/point/bytesRead"));
      assertThat(outcome.at("/initiator/steps").size()).isPositive();
    }
    assertThat(pages(runs + "?kept=true&cell=2")).hasSize(1);
    assertThat(get(runs + "?kept=false&cell=2&size=500").json().path("items").size())
        .isEqualTo(REPETITIONS);
  }

  @Test
  void aCellThatIsLeftOutHasNone() throws Exception {
    JsonNode page = get(runs + "?cell=4").json();

    assertThat(page.path("items").size()).isZero();
    assertThat(page.path("next").isNull()).isTrue();
  }

  @Test
  void theyReadInATerminalInASpreadsheetAndLineByLine() throws Exception {
    Answer csv = get(runs + "?cell=1&size=5&format=csv");
    assertThat(csv.contentType()).startsWith("text/csv");
    assertThat(csv.body().lines().toList())
        .hasSize(6)
        .startsWith(
            "cell,repetition,bytesRead,shutdownBeforeClose,startedAt,verdict,delivery,reason,"
                + "asPredicted,met,httpStatus,connectMicros,durationMicros,experiment");
    assertThat(csv.header("Link")).contains(runs + "?cell=1&size=5&format=csv&after=", "next");
    Answer lines = get(runs + "?cell=1&size=5", "Accept", "application/x-ndjson");
    assertThat(lines.body().lines()).hasSize(5);
    assertThat(mapper.readTree(lines.body().lines().findFirst().orElseThrow()).path("cell").asInt())
        .isEqualTo(1);
    assertThat(get(runs + "?cell=1&format=text").body()).contains("EOF_THEN_RESET");
  }

  @ParameterizedTest
  @CsvSource({
    "cell=6, cell, must be 0 to 5",
    "cell=-1, cell, must be 0 to 5",
    "cell=x, cell, cell",
    "size=0, size, 1 to 500",
    "kept=maybe, kept, true",
    "cel=1, cel, did you mean"
  })
  void whatIsWrongIsNamed(String query, String parameter, String message) throws Exception {
    Answer refused = get(runs + "?" + query);

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/parameter").asString()).isEqualTo(parameter);
    assertThat(refused.body()).contains(message);
  }

  @ParameterizedTest
  @CsvSource({"x", "-1", "007", "99999999999999999999", "''"})
  void anotherCursorIsRefused(String after) throws Exception {
    assertThat(get(runs + "?after=" + after).status()).isEqualTo(400);
  }

  @Test
  void ofACampaignThatIsNotKnownThereIsNone() throws Exception {
    Answer unknown = get("/api/v1/campaigns/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55/runs");

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.detail()).contains("probe-a");
  }

  private List<JsonNode> pages(String first) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    for (String next = first; !next.isEmpty(); ) {
      Answer answer = get(next);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      answer.json().path("items").forEach(found::add);
      next = answer.json().path("next").asString("");
    }
    return found;
  }
}
