package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Campaigns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests campaigns that look for a limit along one axis. */
class CampaignBisectionIT extends ApiServer {

  private static final String CAMPAIGNS = "/api/v1/campaigns";

  /** All bytes read is a clean end, one fewer a reset. */
  private static final String SEARCH =
      """
      {"base": {"bytesSent": 1000}, "axes": {"bytesRead": {"bisect": [0, 1000], "until": 1}},
       "repetitions": 5%s}
      """;

  private final Campaigns stored;

  CampaignBisectionIT(@Autowired Campaigns stored) {
    this.stored = stored;
  }

  @Test
  void theLimitIsFoundAndShownInEveryForm() throws Exception {
    JsonNode campaign = ended(post(CAMPAIGNS, SEARCH.formatted("")).header("Location"));

    assertThat(campaign.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(campaign.at("/limit/above").asInt()).isEqualTo(999);
    assertThat(campaign.at("/limit/atMost").asInt()).isEqualTo(1000);
    assertThat(campaign.at("/bisect/axis").asString()).isEqualTo("bytesRead");
    assertThat(campaign.at("/bisect/between/1").asInt()).isEqualTo(1000);
    assertThat(campaign.path("total").asInt()).isEqualTo(60);
    assertThat(campaign.path("done").asInt()).isEqualTo(60);
    assertThat(campaign.at("/axes/bytesRead").valueStream().map(JsonNode::asInt).toList())
        .containsExactly(0, 1000, 500, 750, 875, 937, 968, 984, 992, 996, 998, 999);
    assertThat(campaign.path("cells").size()).isEqualTo(12);

    String location = CAMPAIGNS + "/" + campaign.path("id").asString();
    assertThat(get(location + "?format=text").body())
        .contains("bytesRead 0 to 1,000: limit above 999 and at most 1,000");
    assertThat(get(location + "?format=svg").body()).contains("limit above 999");
    List<String> csv = get(location + "?format=csv").body().lines().toList();
    assertThat(csv.getFirst()).endsWith(",limit");
    assertThat(csv.get(2)).startsWith("1,1000,").endsWith(",atMost");
    assertThat(csv.getLast()).startsWith("11,999,").endsWith(",above");
    assertThat(get(location + "/results.csv").body().lines()).hasSize(61);
    assertThat(get(location + "/runs?cell=11").json().at("/items/0/point/bytesRead").asInt())
        .isEqualTo(999);
  }

  @Test
  void whereTheEndsAgreeItCompletesWithoutALimit() throws Exception {
    String body =
        """
        {"base": {"bytesSent": 1000}, "axes": {"bytesRead": {"bisect": [0, 999], "until": 1}},
         "repetitions": 5}
        """;

    JsonNode campaign = ended(post(CAMPAIGNS, body).header("Location"));

    assertThat(campaign.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(campaign.path("limit").isNull()).isTrue();
    assertThat(campaign.path("total").asInt()).isEqualTo(10);
    assertThat(get(CAMPAIGNS + "/" + campaign.path("id").asString() + "?format=text").body())
        .contains("no limit, the verdict is the same at both ends");
  }

  @Test
  void whatWasCancelledGoesOnWhereItWas() throws Exception {
    String location =
        post(CAMPAIGNS, SEARCH.formatted(", \"ratePerSecond\": 40")).header("Location");
    await().until(() -> get(location).json().path("done").asInt() >= 17);
    JsonNode cancelled = call("POST", location + "/cancellation").json();
    assertThat(cancelled.path("status").asString()).isEqualTo("CANCELLED");
    int total = get(location).json().path("total").asInt();
    assertThat(total).isLessThan(60);

    assertThat(call("POST", location + "/resumption").status()).isEqualTo(202);
    JsonNode campaign = ended(location);

    assertThat(campaign.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(campaign.at("/limit/above").asInt()).isEqualTo(999);
    assertThat(campaign.path("done").asInt()).isEqualTo(60);
    assertThat(campaign.path("cells").valueStream().map(cell -> cell.path("runs").asInt()))
        .as("no run is made twice")
        .containsOnly(5);
  }

  @Test
  void onlyWhoHoldsItMakesACampaignLongerAndOnlyWhileItRuns() throws Exception {
    String location =
        post(CAMPAIGNS, SEARCH.formatted(", \"ratePerSecond\": 2")).header("Location");
    UUID id = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
    await().until(() -> get(location).json().path("status").asString().equals("RUNNING"));
    Campaign running = stored.find(id).orElseThrow();
    call("POST", location + "/cancellation");

    assertThat(stored.grow(running)).isEmpty();
    assertThat(stored.find(id).orElseThrow().axes()).isEqualTo(running.axes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'bytesRead': {'bisect': [0, 5]}}                       | #/axes/bytesRead",
        "{'bytesRead': {'bisect': [0, 5.5], 'until': 1}}         | #/axes/bytesRead",
        "{'bytesRead': {'bisect': [0], 'until': 1}}              | #/axes/bytesRead",
        "{'bytesRead': {'bisect': [5, 5], 'until': 1}}           | #/axes/bytesRead",
        "{'bytesRead': {'bisect': [5, 0], 'until': 1}}           | #/axes/bytesRead",
        "{'bytesRead': {'bisect': [0, 5], 'until': 0}}           | #/axes/bytesRead/until",
        "{'closer': {'bisect': [0, 5], 'until': 1}}              | #/axes/closer",
        "{'targetPort': {'bisect': [80, 90], 'until': 1}}        | #/axes/targetPort",
        "{'bytesRead': {'bisect': [0, 5], 'until': 1}, 'lingerSeconds': [0]} | #/axes/bytesRead",
        "{'bytesRead': {'bisect': [0, 5], 'until': 1}, 'drainMillis': {'bisect': [0, 5], 'until':"
            + " 1}} | #/axes/drainMillis",
        "{'bytesRead': {'bisect': [0, 6], 'until': 1}}           | #/axes",
      })
  void aSearchThatMakesNoSenseIsRefusedByItsPlace(String axes, String pointer) throws Exception {
    String body =
        "{\"base\": {\"bytesSent\": 5}, \"invalidCells\": \"SKIP\", \"repetitions\": 1, \"axes\": %s}"
            .formatted(axes.replace('\'', '"'));

    Answer refused = post(CAMPAIGNS, body);

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body()).as("a search leaves nothing out").doesNotContain("SKIP");
    assertThat(refused.json().at("/errors/0/pointer").asString())
        .as(refused.body())
        .isEqualTo(pointer);
  }

  private JsonNode ended(String location) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> get(location).json(),
            campaign -> !Set.of("QUEUED", "RUNNING").contains(campaign.path("status").asString()));
  }
}
