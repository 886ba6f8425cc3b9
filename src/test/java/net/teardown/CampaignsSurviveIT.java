package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.teardown.servers.Echoing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests what happens to campaigns when a process, a disk or a database fails while they run. */
class CampaignsSurviveIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");

  /** The runs of each of a campaign's six cells. */
  private static final int REPETITIONS = SOAK ? 15_000 : 4_000;

  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final String IMPATIENT = "--teardown.campaign.store-patience=1s";

  /** What the log says of a campaign whose runs can't be kept. */
  private static final String GAVE_UP = " ends here: the store could not keep its runs";

  private static final Duration LONG = Duration.ofSeconds(90);
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void aKilledCampaignComesBackWithExactCountsAndResumesToTheSameTotal(@TempDir Path directory)
      throws Exception {
    long total = 6L * REPETITIONS;
    // How many are done before each kill.
    long[] done = SOAK ? new long[] {5_000, 30_000, 60_000} : new long[] {2_000, 8_000};
    String campaign;
    long acknowledged;
    try (ServiceProcess service = ServiceProcess.start(List.of(), directory)) {
      campaign = post(service, REPETITIONS);
      acknowledged = awaitDone(service, campaign, done[0]);
      service.kill();
      assertThat(service.exitCode()).isEqualTo(128 + 9);
    }
    for (int kill = 1; kill < done.length; kill++) {
      try (ServiceProcess service = ServiceProcess.start(List.of(), directory)) {
        JsonNode found = get(service, campaign);
        assertThat(found.get("status").stringValue()).isEqualTo("INTERRUPTED");
        assertThat(found.get("done").longValue()).isGreaterThanOrEqualTo(acknowledged);
        assertExact(service, campaign);
        resume(service, campaign, 202);
        acknowledged = awaitDone(service, campaign, done[kill]);
        service.kill();
        service.exitCode();
      }
    }
    try (ServiceProcess service = ServiceProcess.start(List.of(), directory)) {
      resume(service, campaign, 202);
      awaitStatus(service, campaign, "COMPLETED");
      assertThat(get(service, campaign).get("done").longValue()).isEqualTo(total);
      assertExact(service, campaign);
    }
  }

  @Test
  void replicasSeeEachOthersCampaignsAndOnlyAnExpiredLeaseLetsOneTakeOver(@TempDir Path directory)
      throws Exception {
    try (Echoing server = Echoing.start();
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().setDataDirectory(directory.resolve("data")).start()) {
      String[] here = arguments(postgres, "here");
      try (ServiceProcess runs = ServiceProcess.start(List.of(), directory, here);
          ServiceProcess sameVantage = ServiceProcess.start(List.of(), directory, here);
          ServiceProcess elsewhere =
              ServiceProcess.start(List.of(), directory, arguments(postgres, "elsewhere"))) {
        String campaign = SOAK ? post(runs, REPETITIONS) : postHeld(runs, server);
        awaitDone(runs, campaign, 1);
        assertThat(get(elsewhere, campaign).get("status").stringValue()).isEqualTo("RUNNING");
        resume(sameVantage, campaign, 409);
        runs.kill();
        runs.exitCode();
        assertThat(get(sameVantage, campaign).get("status").stringValue()).isEqualTo("RUNNING");
        resume(sameVantage, campaign, 409);

        try (Connection database = postgres.getPostgresDatabase().getConnection()) {
          // As if a minute had passed.
          database
              .createStatement()
              .execute(
                  "update instance_lease set expires_at = expires_at - interval '1 minute' where"
                      + " instance = (select instance from campaign)");
        }
        awaitStatus(elsewhere, campaign, "INTERRUPTED");
        assertExact(elsewhere, campaign);
        resume(elsewhere, campaign, 409);
        resume(sameVantage, campaign, 202);
        await()
            .atMost(LONG)
            .until(() -> {
              server.release();
              return get(elsewhere, campaign).get("status").stringValue().equals("COMPLETED");
            });
        assertExact(elsewhere, campaign);
      }
    }
  }

  @Test
  void aDatabaseThatStopsInTheMiddleEndsTheCampaignWithAMessageAndNothingHalfWritten(
      @TempDir Path directory) throws Exception {
    Path data = directory.resolve("data");
    int port;
    try (EmbeddedPostgres first =
        EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start()) {
      port = first.getPort();
      try (ServiceProcess service =
          ServiceProcess.start(List.of(), directory, arguments(first, "here", IMPATIENT))) {
        String campaign = post(service, 1_000_000);
        awaitDone(service, campaign, 1);
        first.close();
        await().atMost(LONG).until(() -> service.log().contains("The history can't be written"));
        assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
        HttpResponse<String> refused =
            service.post(CAMPAIGNS, "{\"base\": {\"bytesSent\": 1}, \"repetitions\": 1}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        await().atMost(LONG).until(() -> service.log().contains(GAVE_UP));
        try (EmbeddedPostgres second =
            EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start()) {
          assertThat(second.getPort()).isEqualTo(port);
          awaitStatus(service, campaign, "FAILED");
          assertThat(get(service, campaign).get("message").stringValue())
              .contains("the store could not keep its runs");
          assertExact(service, campaign);
        }
      }
    }
  }

  @Test
  void aFullDiskEndsTheCampaignWithAMessageAndNothingHalfWritten(@TempDir Path disk)
      throws Exception {
    Needs.root();
    Needs.success("unshare", "--mount", "true");
    List<String> onSmallDisk =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=8m tmpfs $0 && head -c 5M /dev/zero >$0/ballast && exec $@",
            disk.toString());
    try (ServiceProcess small = ServiceProcess.start(onSmallDisk, disk, IMPATIENT)) {
      String campaign = post(small, 1_000_000);
      awaitDone(small, campaign, 1);
      await().atMost(LONG).until(() -> small.get("/actuator/health").statusCode() == 503);
      assertThat(small.get("/readyz").statusCode()).isEqualTo(200);
      await().atMost(LONG).until(() -> small.log().contains(GAVE_UP));
      Files.delete(small.seenByIt(disk.resolve("ballast")));
      awaitStatus(small, campaign, "FAILED");
      assertThat(get(small, campaign).get("message").stringValue())
          .contains("the store could not keep its runs");
      assertExact(small, campaign);
      assertThat(small.post("/api/v1/experiments", "{\"bytesSent\": 1}").statusCode())
          .isEqualTo(201);
    }
  }

  private static String[] arguments(EmbeddedPostgres postgres, String vantage, String... further) {
    List<String> arguments = new ArrayList<>(List.of(further));
    arguments.addAll(
        List.of(
            "--spring.datasource.url=jdbc:postgresql://localhost:"
                + postgres.getPort()
                + "/postgres",
            "--spring.datasource.username=postgres",
            "--spring.datasource.password=unused",
            "--teardown.vantage=" + vantage,
            "--teardown.responder.port=0"));
    return arguments.toArray(String[]::new);
  }

  /** Starts a campaign of six cells; returns its location. */
  private static String post(ServiceProcess service, int repetitions) throws Exception {
    return accepted(
        service,
        """
        {"base": {"bytesSent": 5},
         "axes": {"bytesRead": [0, 1, 5], "shutdownBeforeClose": [false, true]},
         "repetitions": %d}
        """
            .formatted(repetitions));
  }

  /** Starts one that can't end before the server answers half of its runs. */
  private static String postHeld(ServiceProcess service, Echoing server) throws Exception {
    String campaign =
        accepted(
            service,
            """
            {"base": {"targetHost": "127.0.0.1", "targetPort": %d, "timeoutMillis": 60000},
             "axes": {"/server/turns": [
               [{"say": {"text": "a"}}, {"hear": {"bytes": 1}}],
               [{"say": {"text": "h"}}, {"hear": {"bytes": 1}}]]},
             "repetitions": 20}
            """
                .formatted(server.port()));
    await().atMost(LONG).until(() -> server.held() > 0);
    server.release();
    return campaign;
  }

  private static String accepted(ServiceProcess service, String order) throws Exception {
    HttpResponse<String> posted = service.post(CAMPAIGNS, order);
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(202);
    return CAMPAIGNS + "/" + JSON.readTree(posted.body()).get("id").stringValue();
  }

  private static void resume(ServiceProcess service, String campaign, int expected)
      throws Exception {
    HttpResponse<String> answer = service.post(campaign + "/resumption", "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
  }

  private static JsonNode get(ServiceProcess service, String campaign) throws Exception {
    HttpResponse<String> answer = service.get(campaign);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static long awaitDone(ServiceProcess service, String campaign, long atLeast) {
    return await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> get(service, campaign).get("done").longValue(), done -> done >= atLeast);
  }

  private static void awaitStatus(ServiceProcess service, String campaign, String status) {
    await()
        .atMost(LONG)
        .until(() -> service.get(campaign).body(), body -> body.contains("\"" + status + "\""));
  }

  /** Asserts that the count, the rows and the cells agree, and that no run exists twice. */
  private static void assertExact(ServiceProcess service, String campaign) throws Exception {
    JsonNode found = get(service, campaign);
    long done = found.get("done").longValue();
    Set<String> runs = new HashSet<>();
    List<String> rows = service.get(campaign + "/results.csv").body().lines().skip(1).toList();
    rows.forEach(row -> runs.add(row.split(",", 3)[0] + "/" + row.split(",", 3)[1]));
    assertThat(rows).hasSize((int) done);
    assertThat(runs).hasSize((int) done);
    long counted = 0;
    for (JsonNode cell : found.get("cells")) {
      counted += cell.get("runs").longValue();
    }
    assertThat(counted).isEqualTo(done);
  }
}
