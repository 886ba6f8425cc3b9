package net.teardown.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.teardown.Needs;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Reason;
import net.teardown.scenario.Scenario;
import net.teardown.scenario.Scenarios;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * Tests that every scenario, run by its name, ends as its file says. There are more runs with
 * {@code -Psoak}. Those that wait do so side by side, which this instance allows.
 */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:scenarios;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.runner.max-waiting=100"
    })
class ScenarioRunsIT extends ApiServer {

  private static final int MOST_CROSSINGS = 50;
  private static final boolean SOAK = Boolean.getBoolean("soak");

  private static final int RUNS = SOAK ? 1_000 : 50;

  private static final String NOBODY_THERE = "firewall-reject";

  @Autowired private Scenarios scenarios;
  private @Nullable HttpServer refuser;
  private @Nullable ExecutorService answering;

  @BeforeAll
  static void onRealSockets() {
    Needs.posixStack();
  }

  @TestFactory
  List<DynamicTest> everyOneWithBothEndsHereEndsAsItsFileSaysEveryTime() {
    return scenarios.all().stream()
        .filter(scenario -> !scenario.needsTarget())
        .map(
            scenario -> DynamicTest.dynamicTest(scenario.name(), () -> endsAsItsFileSays(scenario)))
        .toList();
  }

  /**
   * The JDK's server refuses every request after its header: it doesn't read the body by itself,
   * and closes if more than 64 KiB of it are left.
   */
  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  List<DynamicTest> everyQuestionGetsAnAnswerThatItsFileAllows() throws Exception {
    refuser = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    refuser.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(413, 4);
          exchange.getResponseBody().write("big\n".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    // Its one thread would keep one caller waiting for another.
    answering = Executors.newVirtualThreadPerTaskExecutor();
    refuser.setExecutor(answering);
    refuser.start();
    return scenarios.all().stream()
        .filter(scenario -> scenario.spec().says(SpecFields.SERVER))
        .map(scenario ->
            DynamicTest.dynamicTest(
                scenario.name(),
                () -> answersAsItsFileAllows(scenario, scenario.name().equals(NOBODY_THERE))))
        .toList();
  }

  @AfterEach
  void stopRefusing() {
    if (refuser != null) {
      refuser.stop(0);
    }
    if (answering != null) {
      answering.shutdownNow();
    }
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  List<DynamicTest> everyOneRunsAcrossHostsWhenTheCallerNamesAnother() throws Exception {
    String here =
        "{\"targetHost\": \"127.0.0.1\", \"targetPort\": %d, \"responderUrl\": \"http://127.0.0.1:%d\"%%s}"
            .formatted(get("/api/v1/info").json().path("dataPort").asInt(), port);
    return scenarios.all().stream()
        .filter(scenario -> !scenario.spec().says(SpecFields.SERVER))
        .map(scenario ->
            DynamicTest.dynamicTest(
                scenario.name(), () -> endsAcrossHostsAsPredicted(scenario, here)))
        .toList();
  }

  /** A silence of half a minute is one of a second but with {@code -Psoak}. */
  private void endsAcrossHostsAsPredicted(Scenario scenario, String here) throws Exception {
    boolean shortened = scenario.spec().says(SpecFields.IDLE_MILLIS) && !SOAK;
    JsonNode outcome = ran(scenario, here.formatted(shortened ? ", \"idleMillis\": 1000" : ""));
    assertThat(outcome.path("peer").asString()).isEqualTo("RESPONDER");
    assertAsPredicted(scenario, outcome);
  }

  private void answersAsItsFileAllows(Scenario scenario, boolean nobodyThere) throws Exception {
    int there = requireNonNull(refuser).getAddress().getPort();
    String overrides =
        "{\"targetHost\": \"127.0.0.1\", \"targetPort\": %d, \"server\": {\"silenceMillis\": 200, \"settleMillis\": 200}, \"timeoutMillis\": 8000}"
            .formatted(nobodyThere ? closedPort() : there);
    JsonNode outcome = ran(scenario, overrides);
    // This server answers at once, so its FIN may cross that of a client that half-closes.
    for (int i = 0; i < MOST_CROSSINGS && crossed(outcome); i++) {
      outcome = ran(scenario, overrides);
    }
    assertThat(names(scenario.prediction().verdicts()))
        .as(outcome.toPrettyString())
        .contains(outcome.path("verdict").asString());
    assertThat(names(scenario.prediction().deliveries()))
        .contains(outcome.path("delivery").asString());
    assertThat(outcome.path("predicted")).isEmpty();
    assertThat(outcome.path("met").isBoolean()).isEqualTo(scenario.spec().expect() != null);
  }

  private JsonNode ran(Scenario scenario, String overrides) throws Exception {
    return post("/api/v1/scenarios/%s/runs?store=false".formatted(scenario.name()), overrides)
        .json();
  }

  private static boolean crossed(JsonNode outcome) {
    return outcome.path("reason").asString("").equals(Reason.TIME_WAIT_UNDECIDABLE.name());
  }

  private static List<String> names(Set<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).toList();
  }

  /** A port that was just released, so that nobody listens on it. */
  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void endsAsItsFileSays(Scenario scenario) throws Exception {
    for (int run = 0; run < RUNS; run++) {
      JsonNode outcome =
          call("POST", "/api/v1/scenarios/%s/runs?store=false".formatted(scenario.name())).json();
      assertAsPredicted(scenario, outcome);
    }
  }

  private static void assertAsPredicted(Scenario scenario, JsonNode outcome) {
    assertThat(outcome.path("asPredicted").asBoolean())
        .as(
            "%s ended %s, %s, %s",
            scenario.name(),
            outcome.path("verdict"),
            outcome.path("delivery"),
            outcome.path("reason"))
        .isTrue();
  }
}
