package net.teardown.run.responder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.teardown.api.ApiJson;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.formats.Golden;
import net.teardown.formats.Own;
import net.teardown.formats.SampleOutcomes;
import net.teardown.formats.Words;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.responder.Refusing;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.Report.State;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import net.teardown.responder.control.WrittenReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the format of the control protocol between instances, which may be of two releases: as the
 * runner's client writes and reads it, and as the service does.
 */
class ControlFormatIT {

  private static final UUID SESSION = SampleOutcomes.id(31);
  private static final UUID INSTANCE = SampleOutcomes.id(11);

  private HttpServer server;
  private ControlClients clients;
  private ResponderControl control;
  private volatile String asked = "";
  private volatile int status;
  private volatile String answer = "";

  @BeforeEach
  void start() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server = HttpServer.create(new InetSocketAddress(loopback, 0), 16);
    server.createContext("/", this::answer);
    server.start();
    Policy policy = Policy.allowing("loopback");
    Spec spec =
        SampleOutcomes.draft(
                "{'bytesSent': 5, 'targetHost': '127.0.0.1', 'responderUrl': 'http://127.0.0.1:%d'}"
                    .formatted(server.getAddress().getPort()))
            .toSpec();
    clients = new ControlClients(null, 4);
    control = clients.of((AllowedTarget.Responder) policy.target(spec, Author.CALLER));
  }

  @AfterEach
  void stop() {
    clients.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    byte[] body = answer.getBytes(UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", status < 300 ? "application/json" : "application/problem+json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void anArmingIsWrittenAsItWas() {
    call(201, ApiJson.written(session()), () -> control.arm(arming()));

    Golden.of("control/arming.json").isWrittenAs(asked);
  }

  @Test
  void anArmingThatWasWrittenIsRead() {
    Golden golden = Golden.of("control/arming.json");

    golden.isReadAs(arming(), body -> ApiJson.read(body, ArmRequest.class));
    assertThat(golden.read(body -> ApiJson.read(body, ArmRequest.class)).spec().toSpec())
        .as(golden.toString())
        .isEqualTo(outcome().spec());
  }

  @Test
  void aSessionIsWrittenAsItWas() {
    Golden.of("control/session.json").isWrittenAs(ApiJson.written(session()));
  }

  @Test
  void aSessionThatWasWrittenIsRead() {
    Golden.of("control/session.json")
        .isReadAs(session(), body -> call(201, body, () -> control.arm(arming())));
  }

  @Test
  void theInitiatorsCloseIsWrittenAndReadAsItWas() {
    InitiatorClosed closed = new InitiatorClosed("[fd00::a]:41234");
    Golden golden = Golden.of("control/closed.json");
    call(
        204,
        "",
        () -> {
          control.closed(SESSION, closed);
          return closed;
        });

    golden.isWrittenAs(asked);
    golden.isReadAs(closed, body -> ApiJson.read(body, InitiatorClosed.class));
  }

  static Stream<String> reports() {
    return all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("reports")
  void aReportIsWrittenAsItWas(String name) {
    Golden.of("control/report-" + name + ".json")
        .isWrittenAs(ApiJson.written(WrittenReport.of(report(name))));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void aReportThatWasWrittenIsRead(String name) throws Exception {
    Golden golden = Golden.of("control/report-" + name + ".json");

    golden.isReadAs(
        report(name), body -> call(200, body, () -> control.report(SESSION, 0).report()));
    AnswerCheck.check(
        golden.read(body -> call(200, body, () -> control.report(SESSION, 0).report())),
        session(),
        name.equals("observed") ? closedByTheInitiator() : outcome().spec());
  }

  /** Another host's settings are stored, and shown to people. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": null}",
        "{\"a=b\": \"1\"}",
        "{\"a\": \"\\u001b[2J\"}",
        "{\"a\": \"1\\nb=2\"}",
        "{\"a\": {}}",
        "[]"
      })
  void settingsThatNoHostHasAreNotRead(String environment) {
    String report =
        Golden.of("control/report-closed.json")
            .text()
            .replaceFirst("\"environment\" : \\{[^}]*}", "\"environment\" : ENVIRONMENT")
            .replace("ENVIRONMENT", environment);

    RuntimeException refused =
        catchThrowableOfType(
            RuntimeException.class, () -> call(200, report, () -> control.report(SESSION, 0)));

    assertThat(ControlFailures.lost(refused)).hasMessageContaining("can't be read");
  }

  @Test
  void aRefusalIsWrittenAsItWas() {
    Golden.of("control/refusal-protocol.json")
        .isWrittenAs(
            ApiJson.problemOf(
                Refusing.refusal(
                    new ArmRequest(
                        ResponderControl.PROTOCOL + 1, arming().spec(), 4_987, "probe-a"))));
  }

  /** The list of known fields differs between releases. */
  @Test
  void aRefusedFieldIsNamedAsItWas() {
    Golden golden = Golden.of("control/refusal-field.json");
    String now =
        ApiJson.problemOf(
            "{\"protocol\": 1, \"spec\": {\"bytesSent\": 5, \"fromTheFuture\": 1}}",
            ArmRequest.class);

    for (String pointer : List.of("/status", "/errors/0/pointer", "/errors/0/message")) {
      assertThat(ApiJson.mapper().readTree(now).at(pointer).asString())
          .as(golden + ", " + pointer)
          .startsWith(ApiJson.mapper().readTree(golden.text()).at(pointer).asString());
    }
  }

  @Test
  void aRefusalThatWasWrittenIsRead() {
    Golden protocol = Golden.of("control/refusal-protocol.json");
    Golden field = Golden.of("control/refusal-field.json");

    assertThat(protocol.read(this::refused))
        .as(protocol.toString())
        .satisfies(refusal -> {
          assertThat(refusal.status()).isEqualTo(400);
          assertThat(refusal.isProblem()).isTrue();
          assertThat(refusal).hasMessageContaining("'protocol' must be 1");
        });
    assertThat(field.read(this::refused))
        .as(field.toString())
        .hasMessageContaining("Unknown field 'fromTheFuture'");
  }

  @Test
  void theWordsOfTheControlStay() {
    Golden.of("control/words.json")
        .holdsWords(
            Words.of(
                word -> ApiJson.mapper().valueToTree(word).asString(),
                ArmRequest.class,
                Session.class,
                WrittenReport.class));
  }

  /**
   * Components of another room's records may be renamed, and other versions must still read the
   * messages.
   */
  @Test
  void whatIsSaidIsMadeOfTheControlsOwnRecords() {
    assertThat(
            Own.foreignComponents(
                Set.of(),
                ArmRequest.class,
                Session.class,
                InitiatorClosed.class,
                WrittenReport.class))
        .isEmpty();
  }

  private ControlAnswer refused(String problem) {
    return Objects.requireNonNull(
        catchThrowableOfType(
            ControlAnswer.class, () -> call(400, problem, () -> control.arm(arming()))));
  }

  /** Makes a call that gets this answer. */
  private <T> T call(int withStatus, String withBody, Supplier<T> call) {
    status = withStatus;
    answer = withBody;
    try (BoundedCalls calls = clients.until(System.nanoTime() + 20_000_000_000L)) {
      return calls.make(call);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static Outcome outcome() {
    return SampleOutcomes.get("across-diagnosed").outcome();
  }

  private static Spec closedByTheInitiator() {
    return SampleOutcomes.get("across-no-report").outcome().spec();
  }

  /** The arm request as the runner makes it. */
  private static ArmRequest arming() {
    return ArmRequest.of(outcome().spec(), 4_987, "probe-a");
  }

  private static Session session() {
    return new Session(
        ResponderControl.PROTOCOL,
        SESSION,
        INSTANCE,
        "probe-b",
        "0.1.0",
        "54440123456789abcdef0123456789ab",
        8107,
        17,
        29);
  }

  private static Map<String, Report> all() {
    Map<String, Report> all = new LinkedHashMap<>();
    all.put(
        "closed",
        report(State.FINISHED, "10.3.0.1:50000", null, outcome().ends().other().orElseThrow()));
    all.put("observed", report(State.FINISHED, "[fd00::a]:5000", null, outcome().initiator()));
    all.put("expired", report(State.EXPIRED, null, null, EndRecord.IDLE));
    all.put(
        "preceded",
        report(State.DISARMED, "10.3.0.1:50001", "PROXY TCP4 10.3.0.1", EndRecord.IDLE));
    return all;
  }

  private static Report report(String name) {
    return Objects.requireNonNull(all().get(name), name);
  }

  private static Report report(
      State state, @Nullable String initiator, @Nullable String precededBy, EndRecord end) {
    return new Report(
        ResponderControl.PROTOCOL,
        SESSION,
        INSTANCE,
        state,
        initiator,
        precededBy,
        "posix",
        EvidenceLevel.KERNEL,
        // Earlier versions don't report it.
        state == State.EXPIRED ? null : SampleOutcomes.RESPONDERS_ENVIRONMENT,
        end,
        5_120,
        61_003,
        61_017);
  }
}
