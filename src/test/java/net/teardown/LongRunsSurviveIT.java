package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.teardown.servers.Echoing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests runs that nobody waits for when their process ends, and from another process. A start takes
 * seconds, so one process serves all tests that need no other settings, and another one follows
 * when a test has ended it.
 */
class LongRunsSurviveIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");
  private static final int IDLE_MILLIS = SOAK ? 120_000 : 1_000;
  private static final int RUNS = SOAK ? 1_000 : 250;

  private static final String EXPERIMENTS = "/api/v1/experiments";
  private static final Duration LONG = Duration.ofSeconds(90);

  /** Its second request is answered when the server is told to. */
  private static final String HELD =
      """
      {"targetHost": "127.0.0.1", "targetPort": %d, "timeoutMillis": 900000,
       "server": {"turns": [
         {"say": {"text": "a"}}, {"hear": {"bytes": 1}}, {"say": {"text": "h"}},
         {"hear": {"bytes": 1}}]}}
      """;

  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir private static Path directory;
  private static @Nullable ServiceProcess running;

  private ServiceProcess service;

  @BeforeEach
  void start() throws Exception {
    service = running == null ? restart() : running;
  }

  @AfterAll
  static void end() {
    if (running != null) {
      running.close();
    }
  }

  private static ServiceProcess restart() throws Exception {
    if (running != null) {
      running.close();
      running = null;
    }
    running = ServiceProcess.start(List.of(), directory);
    return running;
  }

  @Test
  void manyRunsThatWaitCostNeitherThreadsNorMuchMemory() throws Exception {
    Needs.posixStack();
    try (Echoing server = Echoing.start()) {
      // So that what a first run loads isn't counted.
      outcome(service, post(service, server, 10));
      Usage before = Usage.of(service);
      long began = System.nanoTime();
      List<String> locations = accepted(service, HELD.formatted(server.port()), RUNS);
      long accepted = System.nanoTime();
      await().atMost(LONG).until(() -> server.held() == RUNS);
      Usage early = Usage.of(service);
      assertThat(early.threads()).as("threads").isLessThan(before.threads() + 25);
      assertThat(service.get("/metrics").body())
          .contains("teardown_long_runs %d.0".formatted(RUNS));
      Thread.sleep(IDLE_MILLIS);
      Usage late = Usage.of(service);
      server.release();
      for (String location : locations) {
        JsonNode outcome = outcome(service, location);
        assertThat(outcome.path("verdict").asString()).as("%s", outcome).isEqualTo("KEPT_OPEN");
        assertThat(outcome.at("/server/turns").size()).isEqualTo(4);
      }
      System.out.printf(
          "%d long runs, idle for %d ms: accepted in %d ms; threads %d, %d, %d; heap %d, %d,"
              + " %d KiB%n",
          RUNS,
          IDLE_MILLIS,
          (accepted - began) / 1_000_000,
          before.threads(),
          early.threads(),
          late.threads(),
          before.heapBytes() / 1024,
          early.heapBytes() / 1024,
          late.heapBytes() / 1024);
      assertThat(late.threads()).as("threads").isLessThan(before.threads() + 25);
      assertThat(late.heapBytes())
          .as("heap, from %s when all had begun", early.heapBytes())
          .isLessThan(early.heapBytes() + (8 << 20));
      await().atMost(LONG).until(() -> server.open() == 0);
    }
  }

  @Test
  void aKillLosesNoRunThatWasAcknowledged() throws Exception {
    try (Echoing server = Echoing.start()) {
      int before = total();
      String over = post(service, server, 10);
      outcome(service, over);
      List<String> acknowledged = accepted(service, HELD.formatted(server.port()), 200);
      service.kill();
      assertThat(service.exitCode()).isEqualTo(128 + 9);

      service = restart();
      assertThat(json(service, over).path("verdict").asString()).isEqualTo("KEPT_OPEN");
      for (String location : acknowledged) {
        JsonNode outcome = outcome(service, location);
        assertThat(outcome.path("verdict").asString()).isEqualTo("INCONCLUSIVE");
        assertThat(outcome.path("reason").asString()).isEqualTo("INTERRUPTED");
        assertThat(outcome.at("/spec/server/turns").size()).isEqualTo(4);
      }
      assertThat(total() - before).isEqualTo(201);
      assertThat(json(service, EXPERIMENTS + "?status=RUNNING").path("items").size()).isZero();
    }
  }

  private int total() throws Exception {
    return json(service, EXPERIMENTS + "/summary").path("total").asInt();
  }

  @Test
  void anOrderlyStopKeepsWhatWasSeenUntilThen() throws Exception {
    try (Echoing server = Echoing.start()) {
      String location = accepted(service, HELD.formatted(server.port()));
      await().atMost(LONG).until(() -> json(service, location).path("turns").size() == 3);
      service.stop();
      assertThat(service.exitCode()).isEqualTo(128 + 15);

      service = restart();
      JsonNode outcome = json(service, location);
      assertThat(outcome.path("reason").asString()).isEqualTo("INTERRUPTED");
      assertThat(outcome.path("connected").asBoolean()).isTrue();
      assertThat(outcome.at("/server/turns/1/ended").asString()).isEqualTo("MET");
    }
  }

  @Test
  void replicasSeeEachOthersRunsAndCancelThem(@TempDir Path shared) throws Exception {
    try (Echoing server = Echoing.start();
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().setDataDirectory(shared.resolve("data")).start();
        ServiceProcess here = ServiceProcess.start(List.of(), shared, arguments(postgres, "here"));
        ServiceProcess elsewhere =
            ServiceProcess.start(List.of(), shared, arguments(postgres, "elsewhere"))) {
      String location = accepted(here, HELD.formatted(server.port()));
      await().atMost(LONG).until(() -> json(here, location).path("turns").size() == 3);
      JsonNode seen = json(elsewhere, location);
      assertThat(seen.path("status").asString()).isEqualTo("RUNNING");
      assertThat(seen.path("vantage").asString()).isEqualTo("here");
      assertThat(seen.path("turns").isNull()).isTrue();
      assertThat(json(elsewhere, EXPERIMENTS + "?status=RUNNING").path("items").size())
          .isEqualTo(1);

      HttpResponse<String> answer = elsewhere.post(location + "/cancellation", "");
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
      await().atMost(LONG).until(() -> server.open() == 0);
      JsonNode outcome = outcome(elsewhere, location);
      assertThat(outcome.path("reason").asString()).isEqualTo("CANCELLED");
      assertThat(outcome.path("vantage").asString()).isEqualTo("here");
      assertThat(outcome.at("/server/turns/1/ended").asString()).isEqualTo("MET");

      String lost = accepted(here, HELD.formatted(server.port()));
      here.kill();
      here.exitCode();
      assertThat(json(elsewhere, lost).path("status").asString())
          .as("its lease lives on")
          .isEqualTo("RUNNING");
      try (var database = postgres.getPostgresDatabase().getConnection();
          var statement = database.createStatement()) {
        // As if a minute had passed.
        statement.execute(
            "update instance_lease set expires_at = expires_at - interval '1 minute' where instance"
                + " = (select instance from long_run)");
      }
      JsonNode interrupted = outcome(elsewhere, lost);
      assertThat(interrupted.path("reason").asString()).isEqualTo("INTERRUPTED");
      assertThat(interrupted.path("vantage").asString()).isEqualTo("here");
    }
  }

  @Test
  void runsBetweenTwoInstancesWaitWithoutThreadsAtBothEnds(@TempDir Path another) throws Exception {
    Needs.posixStack();
    ServiceProcess near = service;
    try (ServiceProcess far = ServiceProcess.start(List.of(), another)) {
      // An observer that reads late doesn't answer the half-close, so the drain lasts.
      String spec =
          """
          {"bytesSent": 5, "bytesRead": 1, "shutdownBeforeClose": true, "drainBeforeClose": true,
           "drainMillis": %d, "observerReads": "LATE", "timeoutMillis": 900000, %s
           "targetHost": "127.0.0.1", "targetPort": %d,
           "responderUrl": "http://127.0.0.1:%d"}
          """;
      int dataPort = json(far, "/api/v1/info").path("dataPort").asInt();
      String brief = spec.formatted(500, "", dataPort, far.port());
      JsonNode first = outcome(near, accepted(near, brief));
      assertThat(first.path("asPredicted").asBoolean()).as("%s", first).isTrue();
      String closing =
          spec.formatted(
              500, "\"closer\": \"INITIATOR\", \"replyBytes\": 5,", dataPort, far.port());
      JsonNode turned = outcome(near, accepted(near, closing));
      assertThat(turned.path("asPredicted").asBoolean()).as("%s", turned).isTrue();

      Usage nearBefore = Usage.of(near);
      Usage farBefore = Usage.of(far);
      List<String> locations =
          accepted(near, spec.formatted(600_000, "", dataPort, far.port()), 60);
      await().atMost(LONG).until(() -> sessions(far) == 60);
      // Not one for each run; Tomcat has some more, for as many of their calls as come together.
      assertThat(Usage.of(near).threads()).isLessThan(nearBefore.threads() + 45);
      assertThat(Usage.of(far).threads()).isLessThan(farBefore.threads() + 45);
      for (String location : locations) {
        near.post(location + "/cancellation", "");
      }
      for (String location : locations) {
        assertThat(outcome(near, location).path("reason").asString()).isEqualTo("CANCELLED");
      }
      await().atMost(LONG).until(() -> sessions(far) == 0);
    }
  }

  private static int sessions(ServiceProcess service) throws Exception {
    return service
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("teardown_responder_open_sessions "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static String[] arguments(EmbeddedPostgres postgres, String vantage) {
    return new String[] {
      "--spring.datasource.url=jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
      "--spring.datasource.username=postgres",
      "--spring.datasource.password=unused",
      "--teardown.vantage=" + vantage
    };
  }

  /** Begins a run with a pause between two requests; returns where it is. */
  private static String post(ServiceProcess service, Echoing server, int pauseMillis)
      throws Exception {
    return accepted(
        service,
        """
        {"targetHost": "127.0.0.1", "targetPort": %d, "timeoutMillis": %d,
         "server": {"turns": [
           {"say": {"text": "a"}}, {"hear": {"bytes": 1}}, {"pauseMillis": %d},
           {"say": {"text": "b"}}, {"hear": {"bytes": 1}}]}}
        """
            .formatted(server.port(), pauseMillis + 30_000, pauseMillis));
  }

  private static String accepted(ServiceProcess service, String spec) throws Exception {
    HttpResponse<String> accepted = service.post(EXPERIMENTS + "?wait=0", spec);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return accepted.headers().firstValue("Location").orElseThrow();
  }

  /** Begins this many runs, a few at a time; returns where they are. */
  private static List<String> accepted(ServiceProcess service, String spec, int runs)
      throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      Callable<String> call = () -> accepted(service, spec);
      List<String> locations = new ArrayList<>();
      for (Future<String> location : callers.invokeAll(Collections.nCopies(runs, call))) {
        locations.add(location.get());
      }
      return locations;
    }
  }

  private static JsonNode json(ServiceProcess service, String path) throws Exception {
    HttpResponse<String> answer = service.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Waits until the run is over. */
  private static JsonNode outcome(ServiceProcess service, String location) {
    return await()
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> json(service, location),
            run -> !run.path("status").asString("").equals("RUNNING"));
  }
}
