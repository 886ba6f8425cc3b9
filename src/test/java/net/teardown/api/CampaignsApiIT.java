package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CampaignsApiIT extends ApiServer {

  private static final String CAMPAIGNS = "/api/v1/campaigns";

  private static final String FIGURE =
      """
      {"label": "figure", "axes": {
         "bytesSent": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
         "bytesRead": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
         "shutdownBeforeClose": [false, true]},
       "repetitions": 10, "invalidCells": "SKIP"}
      """;

  /** A campaign so slow that it doesn't end during a test. */
  private static final String SLOW =
      """
      {"base": {"bytesSent": 5}, "axes": {"bytesRead": [1, 5]}, "repetitions": 100000, "ratePerSecond": 50}
      """;

  @Test
  void thePapersFigureHasTheStaircaseThatTheoryDraws() throws Exception {
    Answer accepted = post(CAMPAIGNS, FIGURE);
    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    String location = accepted.header("Location");

    JsonNode campaign = ended(location);

    assertThat(campaign.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(campaign.path("total").asLong()).isEqualTo(1300);
    assertThat(campaign.path("done").asLong()).isEqualTo(1300);
    assertThat(campaign.path("unexpected").asLong()).isZero();
    assertThat(campaign.path("skipped").size()).isEqualTo(90);
    assertThat(campaign.path("cells").size()).isEqualTo(130);
    for (JsonNode cell : campaign.path("cells")) {
      JsonNode point = cell.path("point");
      boolean unread = point.path("bytesRead").asInt() < point.path("bytesSent").asInt();
      boolean hidden = point.path("shutdownBeforeClose").asBoolean();
      assertThat(cell.at("/resetRate/rate").asDouble()).as("%s", point).isEqualTo(unread ? 1 : 0);
      assertThat(cell.at("/visibleResetRate/rate").asDouble())
          .as("%s", point)
          .isEqualTo(unread && !hidden ? 1 : 0);
      assertThat(cell.path("runs").asInt()).isEqualTo(10);
      assertThat(cell.at("/asPredicted/rate").asDouble()).isEqualTo(1);
    }
  }

  @Test
  void everyRunIsInTheResultsOnce() throws Exception {
    String location = post(CAMPAIGNS, FIGURE).header("Location");
    ended(location);

    List<String> lines = get(location + "/results.csv").body().lines().toList();

    assertThat(lines.getFirst())
        .isEqualTo(
            "cell,repetition,bytesSent,bytesRead,shutdownBeforeClose,startedAt,verdict,delivery,"
                + "reason,asPredicted,met,httpStatus,connectMicros,durationMicros,experiment");
    Set<String> runs = new HashSet<>();
    lines.stream()
        .skip(1)
        .forEach(line -> runs.add(String.join(",", List.of(line.split(",", -1)).subList(0, 2))));
    assertThat(lines).hasSize(1301);
    assertThat(runs).hasSize(1300);
  }

  @Test
  void theFirstOfEachOutcomeInEachCellIsKeptWhole() throws Exception {
    String location = post(CAMPAIGNS, FIGURE).header("Location");
    JsonNode campaign = ended(location);

    JsonNode summary =
        get(campaign.path("experiments").asString().replace("?", "/summary?")).json();
    assertThat(summary.path("total").asInt()).isEqualTo(130);
    JsonNode first = get(campaign.path("experiments").asString() + "&size=1").json().at("/items/0");
    assertThat(first.path("origin").asString()).isEqualTo("CAMPAIGN");
    assertThat(first.at("/spec/label").asString()).isEqualTo("figure");
    JsonNode whole = get("/api/v1/experiments/" + first.path("id").asString()).json();
    assertThat(whole.at("/initiator/steps").size()).isPositive();
  }

  @Test
  void itReadsInATerminalAsAPictureAndInASpreadsheet() throws Exception {
    String location = post(CAMPAIGNS, FIGURE).header("Location");
    ended(location);

    assertThat(get(location + "?format=text").body()).contains("10  ██ ██").contains("figure");
    Answer svg = get(location, "Accept", "image/svg+xml");
    assertThat(svg.contentType()).startsWith("image/svg+xml");
    assertThat(svg.body()).startsWith("<svg").contains("n 10");
    Answer csv = get(location, "Accept", "text/csv");
    assertThat(csv.body().lines()).hasSize(131);
  }

  @Test
  void eventsEndWithTheCampaign() throws Exception {
    String location = post(CAMPAIGNS, FIGURE).header("Location");

    Answer events = get(location + "/events");

    assertThat(events.contentType()).startsWith("text/event-stream");
    assertThat(events.body()).contains("id: 1300-COMPLETED\nevent: end\ndata: {");
  }

  @Test
  void whoHeardTheLastEventHearsNothingTwice() throws Exception {
    String location = post(CAMPAIGNS, FIGURE).header("Location");
    ended(location);

    assertThat(get(location + "/events", "Last-Event-ID", "1300-COMPLETED").body())
        .isEqualTo("retry: 2000\n\n");
    assertThat(get(location + "/events", "Last-Event-ID", "12-RUNNING").body())
        .contains("id: 1300-COMPLETED");
  }

  @Test
  void itIsCancelledAndResumedAndDeleted() throws Exception {
    String location = post(CAMPAIGNS, SLOW).header("Location");
    await().until(() -> get(location).json().path("done").asLong() > 5);
    assertThat(call("DELETE", location).status()).isEqualTo(409);
    assertThat(call("POST", location + "/resumption").status()).isEqualTo(409);

    Answer cancelled = call("POST", location + "/cancellation");
    assertThat(cancelled.json().path("status").asString()).isEqualTo("CANCELLED");
    long done = get(location).json().path("done").asLong();
    assertThat(get(location + "/results.csv").body().lines().count() - 1).isEqualTo(done);
    assertThat(call("POST", location + "/cancellation").status()).isEqualTo(409);

    assertThat(call("POST", location + "/resumption").status()).isEqualTo(202);
    await().until(() -> get(location).json().path("done").asLong() > done + 5);
    call("POST", location + "/cancellation");

    assertThat(call("DELETE", location).status()).isEqualTo(204);
    assertThat(get(location).status()).isEqualTo(404);
  }

  @Test
  void aSingleExperimentIsNotKeptWaitingByACampaign() throws Exception {
    String endless =
        "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [1, 5]}, \"repetitions\":"
            + " 5000000}";
    String location = post(CAMPAIGNS, endless).header("Location");
    await().until(() -> get(location).json().path("done").asLong() > 0);
    try {
      post("/api/v1/experiments?store=false", ECHO);
      long asked = System.nanoTime();
      assertThat(post("/api/v1/experiments?store=false", ECHO).status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
    } finally {
      call("POST", location + "/cancellation");
    }
  }

  @Test
  void runsThatWaitAndRunsThatDoNotAreOneCampaign() throws Exception {
    String mixed =
        """
        {"base": {"bytesSent": 5, "bytesRead": 1, "shutdownBeforeClose": true},
         "axes": {"drainBeforeClose": [false, true]}, "repetitions": 20}
        """;

    JsonNode campaign = ended(post(CAMPAIGNS, mixed).header("Location"));

    assertThat(campaign.at("/cells/0/verdicts/EOF_THEN_RESET").asInt()).isEqualTo(20);
    assertThat(campaign.at("/cells/1/verdicts/CLEAN_EOF").asInt()).isEqualTo(20);
  }

  @Test
  void whatIsWrongIsNamedByItsPlace() throws Exception {
    assertFlaw("{\"base\": {\"bytesSent\": 5}}", "#/repetitions");
    assertFlaw("{\"base\": {\"bytesSent\": \"5\"}, \"repetitions\": 1}", "#/base/bytesSent");
    assertFlaw(
        "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": [1, \"a\"]}, \"repetitions\": 1}",
        "#/axes/bytesRead/1");
    assertFlaw(
        "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesReed\": [1]}, \"repetitions\": 1}",
        "#/axes/bytesReed");
    assertFlaw(
        "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"bytesRead\": 1}, \"repetitions\": 1}",
        "#/axes/bytesRead");
  }

  @Test
  void aSeedIsANumberOfSixtyFourBitsAndTheMessageSaysSo() throws Exception {
    String body = "{\"base\": {\"bytesSent\": 5}, \"repetitions\": 1, \"seed\": %s}";
    for (String seed : List.of("9223372036854775807", "-9223372036854775808")) {
      Answer accepted = post(CAMPAIGNS, body.formatted(seed));
      assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
      assertThat(accepted.json().path("seed").asString()).isEqualTo(seed);
    }
    for (String seed : List.of("9223372036854775808", "-9223372036854775809")) {
      Answer refused = post(CAMPAIGNS, body.formatted(seed));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("#/seed");
      assertThat(refused.detail()).contains("64 bits");
    }
    Answer narrower =
        post(CAMPAIGNS, "{\"base\": {\"bytesSent\": 5}, \"repetitions\": 2147483648}");
    assertThat(narrower.detail()).contains("32 bits");
  }

  @Test
  void aTargetThatIsNotAllowedIsRefusedBeforeAnythingRuns() throws Exception {
    Answer denied =
        post(
            CAMPAIGNS,
            "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"targetHost\": [\"192.0.2.1\"]},"
                + " \"repetitions\": 1}");

    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.json().at("/errors/0/pointer").asString()).isEqualTo("#/axes/targetHost");
  }

  @Test
  void nobodyKnowsACampaignThatWasNeverPosted() throws Exception {
    Answer unknown = get(CAMPAIGNS + "/" + UUID.randomUUID());

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.detail()).contains("probe-a");
  }

  @Test
  void theListLeadsFromPageToPage() throws Exception {
    String older = ended(post(CAMPAIGNS, FIGURE).header("Location")).path("id").asString();
    String newer = ended(post(CAMPAIGNS, FIGURE).header("Location")).path("id").asString();

    JsonNode first = get(CAMPAIGNS + "?size=1").json();
    assertThat(first.at("/items/0/id").asString()).isEqualTo(newer);
    JsonNode second = get(first.path("next").asString()).json();
    assertThat(second.at("/items/0/id").asString()).isEqualTo(older);
  }

  private void assertFlaw(String body, String pointer) throws Exception {
    Answer refused = post(CAMPAIGNS, body);
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
  }

  private JsonNode ended(String location) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> get(location).json(),
            campaign -> !Set.of("QUEUED", "RUNNING").contains(campaign.path("status").asString()));
  }
}
