package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a campaign would run, told without a run. */
class CampaignPlansIT extends ApiServer {

  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final String PLANS = CAMPAIGNS + "/plans";

  private static final String UNREAD =
      """
      {"base": {"bytesSent": 5}, "repetitions": 100, "invalidCells": "SKIP",
       "axes": {"shutdownBeforeClose": [false, true], "bytesRead": [0, 5, 6]}}
      """;

  @Test
  void refusedCellsAreToldWithTheReasonThatTheCampaignThenHas() throws Exception {
    Answer answer = post(PLANS, UNREAD);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode plan = answer.json();
    assertThat(plan.path("total").asLong()).isEqualTo(400);
    assertThat(plan.path("cells").size()).isEqualTo(4);
    assertThat(plan.path("skipped").size()).isEqualTo(2);
    assertThat(plan.at("/skipped/0/point/bytesRead").asInt()).isEqualTo(6);
    assertThat(plan.at("/skipped/0/message").asString()).contains("'bytesRead'", "(5)");
    JsonNode campaign = post(CAMPAIGNS + "?wait=60", UNREAD).json();
    assertThat(campaign.path("total")).isEqualTo(plan.path("total"));
    assertThat(campaign.path("skipped")).isEqualTo(plan.path("skipped"));
  }

  @Test
  void aCellHasThePredictionOfItsSpec() throws Exception {
    JsonNode plan = post(PLANS, UNREAD).json();

    for (JsonNode cell : plan.path("cells")) {
      JsonNode predicted =
          post(
                  "/api/v1/predictions",
                  "{\"bytesSent\": 5, " + cell.path("point").toString().substring(1))
              .json();
      for (String field : new String[] {"predicted", "predictedDelivery", "undecidable"}) {
        assertThat(cell.path(field)).as("%s", cell).isEqualTo(predicted.path(field));
      }
    }
    assertThat(plan.at("/cells/0/predicted/0").asString()).isEqualTo("RESET");
  }

  @Test
  void nothingIsStarted() throws Exception {
    int before = get(CAMPAIGNS + "?size=500").json().path("items").size();
    post(PLANS, UNREAD);

    assertThat(get(CAMPAIGNS + "?size=500").json().path("items").size()).isEqualTo(before);
  }

  @Test
  void whatLimitsTheRateAndForHowLongIsTold() throws Exception {
    JsonNode slow =
        post(PLANS, UNREAD.replace("\"base\"", "\"ratePerSecond\": 3, \"base\"")).json();
    assertThat(slow.path("ratePerSecond").asDouble()).isEqualTo(3);
    assertThat(slow.path("rateLimitedBy").asString()).isEqualTo("ratePerSecond");
    assertThat(slow.path("leastSeconds").asLong()).isEqualTo(134);

    JsonNode ports =
        post(
                PLANS,
                "{\"base\": {\"bytesSent\": 5, \"closer\": \"INITIATOR\"}, \"repetitions\":"
                    + " 10000000}")
            .json();
    assertThat(ports.path("rateLimitedBy").asString()).contains("TIME_WAIT");
    assertThat(ports.path("leastSeconds").asLong())
        .isEqualTo((long) Math.ceil(10_000_000 / ports.path("ratePerSecond").asDouble()));

    JsonNode free = post(PLANS, UNREAD).json();
    assertThat(free.path("leastSeconds").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'base': {'bytesSent': 5}}                                                       | 400",
        "{'base': {'bytesSent': '5'}, 'repetitions': 1}                                   | 400",
        "{'base': {'bytesSent': 5}, 'axes': {'bytesReed': [1]}, 'repetitions': 1}         | 400",
        "{'base': {'bytesSent': 5}, 'axes': {'bytesRead': [1, 6]}, 'repetitions': 1}      | 400",
        "{'base': {'bytesSent': 5}, 'repetitions': 10000001}                              | 400",
        "{'base': {'bytesSent': 5}, 'axes': {'targetHost': ['192.0.2.1']}, 'repetitions': 1} | 403"
      })
  void anOrderIsRefusedAsItsStartWouldBe(String order, int status) throws Exception {
    String json = order.replace('\'', '"');
    Answer planned = post(PLANS, json);
    Answer started = post(CAMPAIGNS, json);

    assertThat(planned.status()).as(planned.body()).isEqualTo(status);
    assertThat(started.status()).isEqualTo(status);
    assertThat(planned.contentType()).startsWith("application/problem+json");
    assertThat(planned.detail()).isEqualTo(started.detail());
    assertThat(planned.json().path("errors")).isEqualTo(started.json().path("errors"));
  }

  @Test
  void itReadsInATerminalAndInASpreadsheet() throws Exception {
    Answer csv = post(PLANS, UNREAD, "Accept", "text/csv");
    assertThat(csv.contentType()).startsWith("text/csv");
    assertThat(csv.body().lines().toList())
        .hasSize(7)
        .startsWith(
            "cell,shutdownBeforeClose,bytesRead,predicted,predictedDelivery,undecidable,refused",
            "0,false,0,RESET,NONE_SENT,,");
    assertThat(post(PLANS + "?format=text&ascii=true", UNREAD).body())
        .contains("CLEAN_EOF", "'bytesRead'");
    assertThat(post(PLANS + "?format=svg", UNREAD).status()).isEqualTo(406);
  }

  @Test
  void theMostCellsThatThereMayBeAreOneAnswer() throws Exception {
    String values = "0,1,2,3,4,5,6,7,8,9";
    String order =
        ("{'axes': {'bytesSent': [%1$s], 'replyBytes': [%1$s], 'bytesSentAfterClose': [%1$s],"
             + " 'drainMillis': [%1$s]}, 'base': {'shutdownBeforeClose': true, 'drainBeforeClose':"
             + " true}, 'repetitions': 1000, 'invalidCells': 'SKIP'}")
            .formatted(values);
    Answer answer = post(PLANS, order.replace('\'', '"'));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode plan = answer.json();
    assertThat(plan.path("cells").size() + plan.path("skipped").size()).isEqualTo(10_000);
  }

  @Test
  void anotherMethodAndOtherParametersAreRefused() throws Exception {
    assertThat(post(PLANS + "?wait=1", UNREAD).status()).isEqualTo(400);
    assertThat(call("POST", PLANS).status()).isEqualTo(400);
    assertThat(call("DELETE", PLANS).status()).isEqualTo(400);
  }
}
