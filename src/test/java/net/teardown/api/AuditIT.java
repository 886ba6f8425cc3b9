package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Map;
import java.util.TreeMap;
import net.teardown.api.http.Audit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who had what run is in the log, a line each. */
class AuditIT extends ApiServer {

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Audit.LOGGER);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
  }

  @Test
  void everyRunThatSomebodyAskedForIsALineWithItsOutcome() throws Exception {
    String id = post("/api/v1/experiments", ECHO).json().path("id").asString();

    assertThat(told())
        .isEqualTo(
            Map.of(
                "address",
                "127.0.0.1",
                "token",
                "none",
                "kind",
                "experiment",
                "target",
                "loopback",
                "verdict",
                "RESET",
                "id",
                id));
    assertThat(lines.list.getFirst().getFormattedMessage())
        .contains("127.0.0.1", "loopback", "RESET", id);
  }

  @Test
  void oneThatIsNotMetAndOneThatIsNotKeptAreLinesToo() throws Exception {
    post(
        "/api/v1/scenarios/echo-one-byte/runs?failUnmet=true&store=false",
        "{\"expect\": {\"verdicts\": [\"RESET\"]}}");

    assertThat(told()).containsEntry("verdict", "CLEAN_EOF").containsEntry("id", "none");
  }

  /** Whether somebody waits for it or not: its begin, and its end with the verdict. */
  @ParameterizedTest
  @ValueSource(strings = {"?wait=20", "?wait=0"})
  void aRunApartFromItsRequestIsALineWhenItBeginsAndOneWhenItEnds(String wait) throws Exception {
    post("/api/v1/experiments" + wait, ECHO);
    await().until(() -> lines.list.size() == 2);

    assertThat(pairs(0)).containsEntry("verdict", "none");
    assertThat(pairs(1))
        .containsEntry("verdict", "RESET")
        .containsEntry("address", "127.0.0.1")
        .containsEntry("target", "loopback")
        .containsEntry("id", pairs(0).get("id"));
  }

  @Test
  void aCampaignIsOneLineAndARefusedRequestNone() throws Exception {
    post("/api/v1/experiments", "{}");
    assertThat(lines.list).isEmpty();
    post("/api/v1/campaigns", "{\"base\": {\"bytesSent\": 1}, \"repetitions\": 50}");

    assertThat(told()).containsEntry("kind", "campaign").containsEntry("target", "loopback");
  }

  private Map<String, String> told() {
    assertThat(lines.list).hasSize(1);
    return pairs(0);
  }

  private Map<String, String> pairs(int line) {
    Map<String, String> pairs = new TreeMap<>();
    lines
        .list
        .get(line)
        .getKeyValuePairs()
        .forEach(pair -> pairs.put(pair.key, String.valueOf(pair.value)));
    return pairs;
  }
}
