package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import net.teardown.servers.Echoing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Experiments that nobody waits for. */
class LongRunsIT extends ApiServer {

  private static final String EXPERIMENTS = "/api/v1/experiments";

  private static Echoing server;

  @BeforeAll
  static void startServer() throws IOException {
    server = Echoing.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void theStoreIsThere() {
    outage.when = TestingStoreOutage.When.NEVER;
  }

  /** A request, an answer, a pause, and another request. */
  private static String paused(int pauseMillis, int timeoutMillis, String further) {
    return """
    {"targetHost": "127.0.0.1", "targetPort": %d, "timeoutMillis": %d, %s
     "server": {"turns": [
       {"say": {"text": "a"}}, {"hear": {"bytes": 1}}, {"pauseMillis": %d},
       {"say": {"text": "b"}}, {"hear": {"bytes": 1}}]}}
    """
        .formatted(server.port(), timeoutMillis, further, pauseMillis);
  }

  private void cancel(String location) throws Exception {
    post(location + "/cancellation", "");
    await().atMost(Duration.ofSeconds(20)).until(() -> !isRunning(get(location)));
  }

  private static boolean isRunning(Answer answer) {
    return answer.json().path("status").asString("").equals("RUNNING");
  }

  @Test
  void aRunThatNobodyWaitsForIsAcceptedAndKeptUnderItsId() throws Exception {
    Answer accepted =
        post(
            EXPERIMENTS,
            paused(500, 10_000, "'label': 'apart',".replace('\'', '"')),
            "Prefer",
            "respond-async");

    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    assertThat(accepted.header("Preference-Applied")).isEqualTo("respond-async");
    assertThat(accepted.response().headers().allValues("Vary")).contains("Prefer");
    assertThat(accepted.header("Retry-After")).matches("[1-9]|10");
    String location = accepted.header("Location");
    String id = accepted.json().path("id").asString();
    assertThat(location).isEqualTo(EXPERIMENTS + "/" + id);
    assertThat(accepted.json().path("status").asString()).isEqualTo("RUNNING");
    assertThat(accepted.json().at("/spec/timeoutMillis").asInt()).isEqualTo(10_000);

    Answer done = get(location + "?wait=30");
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.json().path("id").asString()).isEqualTo(id);
    assertThat(done.json().path("verdict").asString()).isEqualTo("KEPT_OPEN");
    assertThat(done.json().at("/server/turns").size()).isEqualTo(5);
    assertThat(done.json().path("durationMicros").asInt()).isGreaterThan(500_000);
    assertThat(done.header("Retry-After")).isEmpty();
    assertThat(get(EXPERIMENTS + "?label=apart").json().path("items").size()).isEqualTo(1);
  }

  @Test
  void anHourIsAcceptedAndTheTurnsSoFarAreTold() throws Exception {
    long before = summed();
    Answer accepted = post(EXPERIMENTS + "?wait=0", paused(3_590_000, 3_600_000, ""));
    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    assertThat(accepted.header("Preference-Applied")).isEmpty();
    String location = accepted.header("Location");
    await().until(() -> get(location).json().path("turns").size() == 2);
    try {
      Answer running = get(location);
      assertThat(running.status()).isEqualTo(200);
      assertThat(running.header("Retry-After")).isEqualTo("10");
      assertThat(running.json().at("/turns/1/ended").asString()).isEqualTo("MET");
      assertThat(running.json().at("/turns/1/heardBytes").asInt()).isEqualTo(1);
      assertThat(get(location + "?format=text").body())
          .startsWith("RUNNING   127.0.0.1:" + server.port() + ", 2 of 5 turns taken");
      JsonNode listed = get(EXPERIMENTS + "?status=RUNNING&targetHost=127.0.0.1").json();
      assertThat(listed.path("items").findValuesAsString("id"))
          .contains(running.json().path("id").asString());
      assertThat(summed()).as("the history holds finished runs only").isEqualTo(before);

      Answer refused = call("DELETE", location);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.detail()).contains("RUNNING").contains("/cancellation");
    } finally {
      Answer cancelled = post(location + "/cancellation", "");
      assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(200);
      assertThat(cancelled.json().path("verdict").asString()).isEqualTo("INCONCLUSIVE");
      assertThat(cancelled.json().path("reason").asString()).isEqualTo("CANCELLED");
      assertThat(cancelled.json().path("connected").asBoolean()).isTrue();
      assertThat(cancelled.json().at("/server/turns").size()).isEqualTo(3);
      assertThat(cancelled.json().path("explanation").asString()).contains("cancelled");
    }
    assertThat(summed()).isEqualTo(before + 1);
    await().until(() -> server.open() == 0);
    assertThat(post(location + "/cancellation", "").status()).isEqualTo(409);
    assertThat(call("DELETE", location).status()).isEqualTo(204);
    assertThat(post(location + "/cancellation", "").status()).isEqualTo(404);
  }

  private long summed() throws Exception {
    return get(EXPERIMENTS + "/summary").json().path("total").asLong();
  }

  @Test
  void withAWaitTheAnswerIsTheOutcomeOrWhereItIs() throws Exception {
    Answer within = post(EXPERIMENTS + "?wait=30", paused(100, 10_000, ""));
    assertThat(within.status()).as(within.body()).isEqualTo(201);
    assertThat(get(within.header("Location")).json()).isEqualTo(within.json());

    Answer preferred =
        post(EXPERIMENTS, paused(100, 10_000, ""), "Prefer", "respond-async, wait=30");
    assertThat(preferred.status()).isEqualTo(201);
    assertThat(preferred.header("Preference-Applied")).isEqualTo("respond-async, wait=30");

    Answer later = post(EXPERIMENTS + "?wait=2", paused(20_000, 90_000, ""));
    assertThat(later.status()).as(later.body()).isEqualTo(202);
    assertThat(later.json().path("turns").size()).isEqualTo(2);
    assertThat(isRunning(get(later.header("Location") + "?wait=1"))).isTrue();
    cancel(later.header("Location"));
  }

  @Test
  void runsOnLoopbackAreMadeApartToo() throws Exception {
    Answer answer = post(EXPERIMENTS + "?wait=30", ECHO);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.json().path("verdict").asString()).isEqualTo("RESET");
    Answer scenario = post("/api/v1/scenarios/echo-many-bytes/runs?wait=30", "{}");
    assertThat(scenario.status()).as(scenario.body()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"bytesRead\": 1', RESET",
    "'\"bytesRead\": 1, \"shutdownBeforeClose\": true', EOF_THEN_RESET",
    "'\"bytesRead\": 5', CLEAN_EOF",
    "'\"bytesRead\": 1, \"replyBytes\": 300000', RESET",
    "'\"replyBytes\": 300000', CLEAN_EOF",
    "'\"bytesRead\": 3, \"replyBytes\": 9, \"closer\": \"INITIATOR\"', RESET",
    "'\"bytesRead\": 5, \"bytesSentAfterClose\": 5', EOF_THEN_RESET",
    "'\"initiatorHalfCloses\": true, \"bytesRead\": 1', RESET",
    "'\"bytesRead\": 1, \"shutdownBeforeClose\": true, \"drainBeforeClose\": true,"
        + " \"drainMillis\": 300, \"observerReads\": \"LATE\"', CLEAN_EOF"
  })
  void longOnesOnLoopbackEndAsShortOnesDo(String fields, String verdict) throws Exception {
    for (int timeout : new int[] {60_000, 60_001}) {
      Answer answer =
          post(
              EXPERIMENTS + "?wait=30",
              "{\"bytesSent\": 5, \"timeoutMillis\": %d, %s}".formatted(timeout, fields));
      assertThat(answer.status()).as(answer.body()).isEqualTo(201);
      assertThat(answer.json().path("verdict").asString()).as(answer.body()).isEqualTo(verdict);
      assertThat(answer.json().path("asPredicted").asBoolean()).as(answer.body()).isTrue();
    }
  }

  @Test
  void aLongDrainOnLoopbackCanBeCancelled() throws Exception {
    Answer accepted =
        post(
            EXPERIMENTS + "?wait=0",
            """
            {"bytesSent": 5, "bytesRead": 1, "shutdownBeforeClose": true, "drainBeforeClose": true,
             "drainMillis": 80000, "observerReads": "LATE", "timeoutMillis": 90000}
            """);
    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    Answer cancelled = post(accepted.header("Location") + "/cancellation", "");
    assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(200);
    assertThat(cancelled.json().path("reason").asString()).isEqualTo("CANCELLED");
  }

  @Test
  void aScenarioMayPauseLongerThanAMinute() throws Exception {
    Answer accepted =
        post(
            "/api/v1/scenarios/keepalive-idle/runs",
            """
            {"targetHost": "127.0.0.1", "targetPort": %d, "timeoutMillis": 310000,
             "server": {"silenceMillis": 300000}}
            """
                .formatted(server.port()),
            "Prefer",
            "respond-async");

    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    cancel(accepted.header("Location"));
  }

  @Test
  void whatIsExpectedIsAskedWhereTheAnswerIsWaitedFor() throws Exception {
    String unmet = "\"expect\": {\"verdicts\": [\"RESET\"]},";
    Answer answer = post(EXPERIMENTS + "?wait=30&failUnmet=true", paused(100, 9000, unmet));

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(get(answer.header("Location")).json()).isEqualTo(answer.json().path("outcome"));
  }

  @ParameterizedTest
  @CsvSource({
    "?wait=0&failUnmet=true, failUnmet",
    "?wait=0&store=false, store",
    "?wait=-1, wait",
    "?wait=3601, wait"
  })
  void whatCanNotBeAnsweredIsRefusedBeforeAnythingRuns(String query, String parameter)
      throws Exception {
    Answer answer =
        post(EXPERIMENTS + query, paused(100, 9000, "\"expect\": {\"verdicts\": [\"RESET\"]},"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/parameter").asString()).isEqualTo(parameter);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verdict=RESET", "asPredicted=true", "status=FINISHED"})
  void outcomesAreNotAskedOfRunsUnderWay(String filter) throws Exception {
    Answer answer = get(EXPERIMENTS + "?status=RUNNING&" + filter);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
  }

  @Test
  void aLongDeadlineIsRefusedWhereTheAnswerIsWaitedForAndTheFixIsNamed() throws Exception {
    Answer answer = post(EXPERIMENTS, paused(70_000, 90_000, ""));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("#/timeoutMillis");
    assertThat(answer.json().at("/errors/0/message").asString()).contains("Prefer: respond-async");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"bytesSent\": 5, \"timeoutMillis\": 60001, \"observerReads\": \"BLOCKED\"}",
        "{\"bytesSent\": 5, \"targetHost\": \"127.0.0.1\", \"timeoutMillis\": 90000,"
            + " \"lingerSeconds\": 70}",
        "{\"bytesSent\": 5, \"targetHost\": \"127.0.0.1\", \"timeoutMillis\": 90000,"
            + " \"observerReads\": \"BLOCKED\"}",
        "{\"bytesSent\": 5, \"targetHost\": \"127.0.0.1\", \"timeoutMillis\": 90000,"
            + " \"compare\": \"DIRECT\"}"
      })
  void whatHoldsAThreadIsNotLong(String spec) throws Exception {
    Answer answer = post(EXPERIMENTS + "?wait=0", spec);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("#/timeoutMillis");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"server\": {\"silenceMillis\": 60001}', #/server/silenceMillis",
    "'\"server\": {\"turns\": [{\"hear\": {\"end\": true, \"withinMillis\": 90000}}]}',"
        + " #/server/turns/0/hear/withinMillis",
    "'\"server\": {\"turns\": [{\"pauseMillis\": 90000}]}', #/server/turns/0/pauseMillis"
  })
  void otherTimesAreLongOnlyWhereTheDeadlineIs(String dialogue, String pointer) throws Exception {
    String sent = dialogue.contains("turns") ? "" : "\"bytesSent\": 0,";
    Answer answer =
        post(
            EXPERIMENTS + "?wait=0",
            "{\"targetHost\": \"127.0.0.1\", \"targetPort\": %d, \"timeoutMillis\": 59000, %s %s}"
                .formatted(server.port(), sent, dialogue));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
  }

  @Test
  void nothingIsAcceptedThatCouldNotBeKept() throws Exception {
    int connections = server.open();
    outage.when = TestingStoreOutage.When.BEFORE_THE_RUN;
    Answer answer = post(EXPERIMENTS + "?wait=0", paused(100, 10_000, ""));

    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(server.open()).isEqualTo(connections);
  }

  @Test
  void asManyAsMayAreUnderWayAndNotOneMore() throws Exception {
    // Its bound is 3 here.
    String[] locations = new String[3];
    for (int i = 0; i < 3; i++) {
      Answer accepted = post(EXPERIMENTS + "?wait=0", paused(60_000, 90_000, ""));
      assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
      locations[i] = accepted.header("Location");
    }
    Answer refused = post(EXPERIMENTS + "?wait=0", paused(60_000, 90_000, ""));
    assertThat(refused.status()).as(refused.body()).isEqualTo(429);
    assertThat(refused.detail()).contains("teardown.runs.max-long");
    JsonNode first = get(EXPERIMENTS + "?status=RUNNING&size=2").json();
    assertThat(first.path("items").size()).isEqualTo(2);
    assertThat(get(first.path("next").asString()).json().path("items").size()).isEqualTo(1);
    assertThat(get(EXPERIMENTS + "?status=RUNNING&format=text").body().lines()).hasSize(4);
    for (String location : locations) {
      cancel(location);
    }
  }

  @Test
  void aCampaignsRunsMayBeLongAndEndWhenItIsCancelled() throws Exception {
    String campaign =
        """
        {"base": %s, "axes": {"/server/turns/2/pauseMillis": [10, %d]}, "repetitions": 3}
        """;
    Answer over = post("/api/v1/campaigns?wait=60", campaign.formatted(paused(10, 90_000, ""), 20));
    assertThat(over.json().path("status").asString()).as(over.body()).isEqualTo("COMPLETED");
    assertThat(over.json().at("/cells/0/verdicts/KEPT_OPEN").asInt()).isEqualTo(3);

    Answer long1 = post("/api/v1/campaigns", campaign.formatted(paused(10, 90_000, ""), 80_000));
    String location = long1.header("Location");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> get(location).json().path("done").asInt() == 3 && server.open() == 3);
    post(location + "/cancellation", "");
    await().atMost(Duration.ofSeconds(20)).until(() -> server.open() == 0);
    Answer cancelled = get(location);
    assertThat(cancelled.json().path("status").asString()).isEqualTo("CANCELLED");
    assertThat(cancelled.json().path("done").asInt()).isEqualTo(3);
  }
}
