package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a campaign's runs are to be, and campaigns that are waited for. */
class CampaignExpectIT extends ApiServer {

  private static final String CAMPAIGNS = "/api/v1/campaigns";

  private static final String MET =
      """
      {"base": {"bytesSent": 5, "expect": {"verdicts": ["RESET", "EOF_THEN_RESET"]}},
       "axes": {"bytesRead": [0, 1], "shutdownBeforeClose": [false, true]}, "repetitions": 5}
      """;

  private static final String UNMET =
      """
      {"base": {"bytesSent": 5, "expect": {"verdicts": ["RESET"]}},
       "axes": {"bytesRead": [1, 5]}, "repetitions": 20}
      """;

  /** Every other cell is as wanted, or all are. */
  private static final String SLOW =
      """
      {"base": {"bytesSent": 5, "expect": {"verdicts": ["RESET"]}},
       "axes": {"bytesRead": [1, %d]}, "repetitions": 100000, "ratePerSecond": 50}
      """;

  @Test
  void aCampaignThatIsWaitedForIsAnsweredWhenItHasEnded() throws Exception {
    Answer answer = post(CAMPAIGNS + "?wait=60&failUnmet=true", MET);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.json().path("status").asString()).isEqualTo("COMPLETED");
    assertThat(answer.json().path("done").asInt()).isEqualTo(20);
    assertThat(get(answer.header("Location")).json()).isEqualTo(answer.json());
    for (JsonNode cell : answer.json().path("cells")) {
      assertThat(cell.at("/met/hits").asInt()).isEqualTo(5);
      assertThat(cell.at("/met/of").asInt()).isEqualTo(5);
      assertThat(cell.at("/met/low").asDouble()).isStrictlyBetween(0.5, 0.6);
    }
  }

  @Test
  void aCampaignThatIsNotMetFailsWhereAskedToAndNamesEachCell() throws Exception {
    Answer answer = post(CAMPAIGNS + "?wait=60&failUnmet=true", UNMET);

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.detail()).contains("20 of its 40 runs");
    JsonNode unmet = answer.json().path("unmet");
    assertThat(unmet.size()).isEqualTo(1);
    assertThat(unmet.at("/0/pointer").asString()).isEqualTo("#/base/expect");
    assertThat(unmet.at("/0/wanted/verdicts/0").asString()).isEqualTo("RESET");
    assertThat(unmet.at("/0/got/point/bytesRead").asInt()).isEqualTo(5);
    assertThat(unmet.at("/0/got/met/hits").asInt()).isZero();
    assertThat(get(answer.header("Location")).json()).isEqualTo(answer.json().path("campaign"));
  }

  @Test
  void itFailsAsTextToo() throws Exception {
    Answer answer = post(CAMPAIGNS + "?wait=60&failUnmet=true&format=text", UNMET);

    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.contentType()).startsWith("text/plain");
    assertThat(answer.body()).contains("20 of 40 runs NOT as 'expect' wants them");
  }

  @Test
  void aFinishedCampaignMayBeAskedWhetherItIsMet() throws Exception {
    String location = post(CAMPAIGNS + "?wait=60", UNMET).header("Location");

    assertThat(get(location + "?wait=1").status()).isEqualTo(200);
    assertThat(get(location + "?wait=1&failUnmet=true").status()).isEqualTo(422);
  }

  @Test
  void oneThatIsNotOverByThenIsAcceptedAndGoesOn() throws Exception {
    Answer answer = post(CAMPAIGNS + "?wait=1&failUnmet=true", SLOW.formatted(2));
    String location = answer.header("Location");
    try {
      assertThat(answer.status()).as(answer.body()).isEqualTo(202);
      assertThat(answer.json().path("status").asString()).isIn("QUEUED", "RUNNING");
      // Who asks whether it is met must not take that for a yes.
      assertThat(get(location + "?wait=1&failUnmet=true").status()).isEqualTo(202);
      assertThat(get(location + "?wait=1").status()).isEqualTo(200);
    } finally {
      post(location + "/cancellation", "");
    }
    Answer ended = get(location + "?wait=1&failUnmet=true");
    assertThat(ended.status()).as("its other runs were never made").isEqualTo(422);
    assertThat(ended.json().at("/unmet/0/pointer").asString()).isEqualTo("#/status");
    assertThat(ended.json().at("/unmet/0/got").asString()).isEqualTo("CANCELLED");
  }

  @Test
  void oneThatCantBeMetAnyMoreFailsThoughItIsNotOver() throws Exception {
    Answer answer = post(CAMPAIGNS + "?wait=2&failUnmet=true", SLOW.formatted(5));
    String location = answer.header("Location");
    try {
      assertThat(answer.status()).as(answer.body()).isEqualTo(422);
      assertThat(answer.detail()).contains("RUNNING");
      assertThat(answer.json().at("/unmet/0/pointer").asString()).isEqualTo("#/base/expect");
      assertThat(get(location + "?wait=1&failUnmet=true&format=text").status()).isEqualTo(422);
    } finally {
      post(location + "/cancellation", "");
    }
  }

  @Test
  void withoutAWaitNothingIsDifferent() throws Exception {
    for (String query : List.of("", "?wait=0")) {
      assertThat(post(CAMPAIGNS + query, MET).status()).isEqualTo(202);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?failUnmet=true", "?failUnmet=true&wait=0", "?wait=-1", "?wait=3601"})
  void whatCanNeverBeAnsweredIsRefusedBeforeAnythingRuns(String query) throws Exception {
    Answer answer = post(CAMPAIGNS + query, MET);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/parameter").asString()).isIn("wait", "failUnmet");
  }

  @Test
  void failingWithoutAnExpectationIsRefused() throws Exception {
    Answer answer =
        post(
            CAMPAIGNS + "?wait=1&failUnmet=true",
            "{\"base\": {\"bytesSent\": 5}, \"repetitions\": 1}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("#/base/expect");
  }

  @Test
  void anExpectationIsNoAxis() throws Exception {
    for (String axis : List.of("expect", "/expect", "/expect/verdicts")) {
      Answer answer =
          post(
              CAMPAIGNS,
              "{\"base\": {\"bytesSent\": 5}, \"axes\": {\"%s\": [null]}, \"repetitions\": 1}"
                  .formatted(axis));
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.detail()).contains("can't be an axis");
    }
  }

  /** Every third reply is another one: a pipeline sees which, and how often. */
  @Test
  void theStatusesOfAServerAreCountedAndStandInTheColumns() throws Exception {
    AtomicInteger served = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serve(server, served));
      Answer answer =
          post(
              CAMPAIGNS + "?wait=60&failUnmet=true",
              """
              {"base": {"targetHost": "127.0.0.1", "targetPort": %d, "server": {"request": {"http": {}}},
                        "expect": {"deliveries": ["WHOLE"], "httpStatus": [413]}},
               "repetitions": 9}
              """
                  .formatted(server.getLocalPort()));

      assertThat(answer.status()).as(answer.body()).isEqualTo(422);
      JsonNode cell = answer.json().at("/campaign/cells/0");
      assertThat(cell.path("httpStatuses")).isEqualTo(mapper.readTree("{\"413\": 6, \"503\": 3}"));
      assertThat(cell.at("/met/hits").asInt()).isEqualTo(6);
      String location = answer.header("Location");
      assertThat(get(location + "?format=csv").body()).contains("413:6 503:3", ",0.666667,");
      List<String> runs = get(location + "/results.csv").body().lines().toList();
      assertThat(runs.getFirst()).contains("asPredicted,met,httpStatus");
      assertThat(runs).filteredOn(run -> run.contains(",true,413,")).hasSize(6);
      assertThat(runs).filteredOn(run -> run.contains(",false,503,")).hasSize(3);
    }
  }

  private static void serve(ServerSocket server, AtomicInteger served) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        String status = served.getAndIncrement() % 3 == 2 ? "503 Busy" : "413 Too Large";
        client.getInputStream().read(new byte[4096]);
        client
            .getOutputStream()
            .write(
                "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .formatted(status)
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException _) {
        return;
      }
    }
  }
}
