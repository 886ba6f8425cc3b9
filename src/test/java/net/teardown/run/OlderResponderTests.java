package net.teardown.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.formats.Golden;
import net.teardown.picture.explanation.Explanation;
import net.teardown.policy.Policy;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests refusals by a responder of an earlier version, in the exact texts of 0.1.0. */
@Timeout(30)
class OlderResponderTests {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FIELD = Golden.of("control/refusal-field.json").text();
  private static final String PROTOCOL = Golden.of("control/refusal-protocol.json").text();

  private final Policy policy = Policy.allowing("loopback");
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private Runner runner;
  private volatile String toTheSpec = FIELD;
  private volatile String toNoProtocol = PROTOCOL;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/api/v1/sessions", this::answer);
    server.start();
    runner =
        new Runner(
            TcpStack.forThisPlatform(),
            "test",
            new RunnerProperties(1, 1, 1, 1, 4, 4),
            policy.loopback().address(),
            null,
            _ -> {});
  }

  @AfterEach
  void stop() {
    runner.destroy();
    server.stop(0);
  }

  /**
   * Answers as every version does: another protocol version is refused before the rest is checked.
   */
  private void answer(HttpExchange exchange) throws IOException {
    JsonNode arming = JSON.readTree(exchange.getRequestBody().readAllBytes());
    asked.add(arming);
    byte[] body = (arming.path("protocol").asInt() == 1 ? toTheSpec : toNoProtocol).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
    exchange.sendResponseHeaders(400, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void aRefusedFieldIsNamedWithTheRespondersVersion() {
    Outcome outcome = run();

    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(outcome.reason()).as(outcome.run().detail()).isEqualTo(Reason.RESPONDER_TOO_OLD);
    assertThat(outcome.run().detail())
        .startsWith(
            "the responder is Teardown 1.2.3 and refuses the spec's 'fromTheFuture' (is unknown):");
    assertThat(Explanation.of(Experiment.of(outcome)).toString())
        .contains("another version", "run the same version on both hosts");
  }

  /** Asking a responder for its version must not arm it. */
  @Test
  void theQuestionForItsVersionArmsNobody() {
    run();

    assertThat(asked).hasSize(2);
    assertThat(asked.getLast().path("protocol").asInt(-1)).isZero();
    assertThat(asked.getLast().path("spec")).isEmpty();
  }

  @Test
  void itsVersionIsAskedForOnceAndToldOfTheNextRunToo() {
    run();

    assertThat(run().run().detail()).startsWith("the responder is Teardown 1.2.3 and refuses");
    assertThat(asked).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\": 401, \"detail\": \"no\"}",
        "{\"errors\": [{\"pointer\": \"#/protocol\", \"message\": \"must be another\"}]}",
        "{\"errors\": 5}",
        "no JSON"
      })
  void withoutItsVersionTheFieldIsNamed(String answer) {
    toNoProtocol = answer;

    Outcome outcome = run();

    assertThat(outcome.reason()).isEqualTo(Reason.RESPONDER_TOO_OLD);
    assertThat(outcome.run().detail())
        .startsWith(
            "the responder is a Teardown that doesn't say its version and refuses the spec's"
                + " 'fromTheFuture'");
  }

  /** An unknown value is refused as an unknown field is. */
  @Test
  void aRefusedValueIsToldAsTheFieldIs() {
    toTheSpec =
        """
        {"status": 400, "detail": "no", "errors": [
          {"pointer": "#/spec/closer", "message": "must be one of RESPONDER, INITIATOR, not 'BOTH'"},
          {"pointer": "/spec/close/by", "message": "is unknown"}]}
        """;

    Outcome outcome = run();

    assertThat(outcome.reason()).isEqualTo(Reason.RESPONDER_TOO_OLD);
    assertThat(outcome.run().detail())
        .contains("Teardown 1.2.3", "'closer' (must be one of", "'close/by' (is unknown)");
  }

  @Test
  void aRefusedProtocolIsToldWithTheVersionThatRefusesIt() {
    toTheSpec = PROTOCOL;

    Outcome outcome = run();

    assertThat(outcome.reason()).isEqualTo(Reason.RESPONDER_TOO_OLD);
    assertThat(outcome.run().detail())
        .startsWith("the responder is Teardown 1.2.3 and refuses protocol 1:");
    assertThat(asked).hasSize(1);
  }

  @Test
  void aLaterProtocolIsAnotherOne() {
    toTheSpec = PROTOCOL.replace("must be 1, which", "must be 2, which");

    Outcome outcome = run();

    assertThat(outcome.reason()).isEqualTo(Reason.OTHER_PROTOCOL);
    assertThat(outcome.run().detail()).contains("it speaks protocol 2, this instance 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errors\": [{\"pointer\": \"#/vantage\", \"message\": \"must be who asks\"}]}",
        "{\"errors\": [{\"pointer\": \"#/spec\", \"message\": \"is required\"}]}",
        "{\"errors\": [{\"pointer\": 7}, null, \"spec\"]}",
        "{\"protocol\": 1}"
      })
  void whatElseIsRefusedIsNoMatterOfVersions(String answer) {
    toTheSpec = answer;

    assertThat(run().reason()).isEqualTo(Reason.CONTROL_REFUSED);
    assertThat(asked).hasSize(1);
  }

  /** Texts of another host go into logs and terminals. */
  @Test
  void itsWordsAreCutAndDoNoHarm() {
    String flaw =
        "{\"pointer\": \"#/spec/a\\u001b\\n%1$s\", \"message\": \"\\u001b[2J%1$s\"}"
            .formatted("x".repeat(1000));
    toTheSpec = "{\"errors\": [" + flaw + ("," + flaw.replace("spec/a", "spec/b")).repeat(4) + "]}";

    Outcome outcome = run();

    assertThat(outcome.reason()).isEqualTo(Reason.RESPONDER_TOO_OLD);
    assertThat(outcome.run().detail()).hasSizeLessThan(750).doesNotContainPattern("\\p{Cntrl}");
  }

  private Outcome run() {
    Spec spec =
        Drafts.spec(
            "'bytesSent':5,'bytesRead':1,'targetHost':'127.0.0.1','targetPort':9,"
                + "'responderUrl':'http://127.0.0.1:%d','timeoutMillis':20000"
                    .formatted(server.getAddress().getPort()));
    return runner.run(
        policy.responder(spec.target().orElseThrow(), spec.timeout()),
        new Asked(spec, Origin.REQUEST));
  }
}
