package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import net.teardown.Needs;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.Report.State;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.JsonNode;

/** Tests the control of a responder over HTTP, as another instance's runner uses it. */
class SessionsApiIT extends ApiServer {

  private static final String SESSIONS = "/api/v1/sessions";
  private static final String PAPER =
      "{\"bytesSent\": 5, \"bytesRead\": 1, \"targetHost\": \"127.0.0.1\"}";

  @Autowired private MeterRegistry meters;

  private ResponderControl control;

  @BeforeEach
  void connectTheControl() {
    RestClient client =
        RestClient.builder()
            .baseUrl("http://localhost:" + port)
            .configureMessageConverters(converters ->
                converters.withJsonConverter(new JacksonJsonHttpMessageConverter(mapper)))
            .build();
    control =
        HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
            .build()
            .createClient(ResponderControl.class);
  }

  @Test
  void aWholeSessionByTheInterfaceThatTheRunnerCalls() throws Exception {
    Needs.posixStack();
    Session session = control.arm(arming(PAPER));

    assertThat(session.protocol()).isEqualTo(1);
    assertThat(session.vantage()).isEqualTo("probe-a");
    assertThat(session.version()).isNotBlank();
    assertThat(session.ticket()).matches("5444[0-9a-f]{28}");
    assertThat(session.answeredMicros()).isGreaterThanOrEqualTo(session.receivedMicros());
    assertThat(get("/api/v1/info").json().path("dataPort").asInt()).isEqualTo(session.dataPort());
    String address;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), session.dataPort())) {
      address = "127.0.0.1:" + socket.getLocalPort();
      socket.getOutputStream().write(HexFormat.of().parseHex(session.ticket() + "6162636465"));
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    Report report = control.report(session.id(), 5_000).report();
    assertThat(report.state()).isEqualTo(State.FINISHED);
    assertThat(report.initiatorAddress()).isEqualTo(address);
    assertThat(report.instance()).isEqualTo(session.instance());
    assertThat(Objects.requireNonNull(report.environment()).hash())
        .isEqualTo(get("/api/v1/info").json().at("/environment/hash").asString());
    assertThat(report.end().unreadAtClose()).isEqualTo(4);
    assertThat(report.end().steps()).extracting("call").contains(Call.RECV_TICKET, Call.CLOSE);
    assertThat(control.report(session.id(), 0).report().end()).isEqualTo(report.end());
    control.disarm(session.id());
    assertThat(
            meters.get("teardown.responder.sessions").tag("result", "finished").counter().count())
        .isPositive();
    assertThat(meters.get("teardown.responder.open").gauge().value()).isZero();
  }

  @Test
  void theObserversEvidenceComesThrough() throws Exception {
    Needs.posixStack();
    Session session =
        control.arm(
            arming("{\"bytesSent\": 2, \"closer\": \"INITIATOR\", \"targetHost\": \"127.0.0.1\"}"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), session.dataPort())) {
      socket.getOutputStream().write(HexFormat.of().parseHex(session.ticket() + "6162"));
      socket.close();
      control.closed(session.id(), new InitiatorClosed("127.0.0.1:" + socket.getLocalPort()));
    }
    Report report = control.report(session.id(), 5_000).report();

    assertThat(Objects.requireNonNull(report.end().evidence()).finReceived()).isTrue();
    assertThat(report.end().bytesRead()).isEqualTo(2);
    assertThat(report.end().alteredAt()).isNull();
  }

  @Test
  void statusesAreThoseOfTheirMeaning() throws Exception {
    Answer armed = post(SESSIONS, body(PAPER));
    assertThat(armed.status()).as(armed.body()).isEqualTo(201);
    String session = SESSIONS + "/" + armed.json().path("id").asString();

    assertThat(get(session).json().path("state").asString()).isEqualTo("ARMED");
    assertThat(post(session + "/closed", "{\"address\": \"[::1]:4000\"}").status()).isEqualTo(204);
    assertThat(call("DELETE", session).status()).isEqualTo(204);
    assertThat(get(session + "?waitMillis=60000").json().path("state").asString())
        .isEqualTo("DISARMED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{`protocol`: 2, `spec`: SPEC, `remainingMillis`: 5, `vantage`: `x`} | #/protocol | must be"
            + " 1",
        "{`protocol`: 1, `spec`: SPEC, `remainingMillis`: 0, `vantage`: `x`} | #/remainingMillis |"
            + " 1 to 3600000",
        "{`protocol`: 1, `spec`: SPEC, `remainingMillis`: 3600001, `vantage`: `x`} |"
            + " #/remainingMillis | 1 to 3600000",
        "{`protocol`: 1, `spec`: SPEC, `remainingMillis`: `5`, `vantage`: `x`} | #/remainingMillis"
            + " | a whole number",
        "{`protocol`: 1, `spec`: SPEC, `vantage`: `x`} | #/remainingMillis | is required: a whole"
            + " number",
        "{`protocol`: 1, `spec`: SPEC, `remainingMillis`: 5} | #/vantage | who asks",
        "{`protocol`: 1, `remainingMillis`: 5, `vantage`: `x`} | #/spec | is required",
        "{`protocol`: 1, `spec`: {`bytesSent`: 5}, `remainingMillis`: 5, `vantage`: `x`} |"
            + " #/spec/peer | RESPONDER",
        "{`protocol`: 1, `spec`: {}, `remainingMillis`: 5, `vantage`: `x`} | #/spec/bytesSent | is"
            + " required",
        "{`protocol`: 1, `spec`: {`bytsSent`: 5}, `remainingMillis`: 5, `vantage`: `x`} |"
            + " #/spec/bytsSent | is unknown",
        "{`protocol`: 1, `protocol`: 1} | #/protocol | more than once",
        "{`protocol`: 1, `spec`: SPEC, `remainingMillis`: 5, `vantage`: `x`, `ticket`: 1} |"
            + " #/ticket | is unknown",
        "null | # | must be a JSON object",
        "[] | # | must be an object",
        "garbage | # | Malformed JSON",
      })
  void whatIsWrongWithAnArmingIsNamed(String body, String pointer, String message)
      throws Exception {
    Answer answer = post(SESSIONS, body.replace("SPEC", PAPER).replace('`', '"'));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    JsonNode first = answer.json().at("/errors/0");
    assertThat(first.path("pointer").asString()).as(answer.body()).isEqualTo(pointer);
    assertThat(first.path("message").asString()).contains(message);
    assertThat(answer.detail()).doesNotContain("net.teardown").doesNotContain("jackson");
  }

  @Test
  void anEmptyBodyOneTooLongAndOneOfAnotherTypeAreProblems() throws Exception {
    Answer empty = post(SESSIONS, "");
    assertThat(empty.status()).isEqualTo(400);
    assertThat(empty.contentType()).isEqualTo("application/problem+json");
    assertThat(post(SESSIONS, " ".repeat(70_000)).status()).isEqualTo(413);
    Answer text =
        send(
            request(SESSIONS, "Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("x")));
    assertThat(text.status()).isEqualTo(415);
    assertThat(text.contentType()).isEqualTo("application/problem+json");
    Answer broken = post(SESSIONS + "/" + UUID.randomUUID() + "/closed", "{\"address\": 7}");
    assertThat(broken.json().at("/errors/0/pointer").asString()).isEqualTo("#/address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"address\": null}",
        "{\"address\": \"probe-b:1\"}",
        "{\"address\": \"10.0.0.1\"}",
        "{\"address\": \"10.0.0.1:70000\"}"
      })
  void anInitiatorsAddressIsAnAddressAndAPort(String body) throws Exception {
    String id = post(SESSIONS, body(PAPER)).json().path("id").asString();

    Answer answer = post(SESSIONS + "/" + id + "/closed", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("#/address");
    call("DELETE", SESSIONS + "/" + id);
  }

  @Test
  void anUnknownSessionIsA404ThatNamesWhoWasAsked() throws Exception {
    UUID unknown = UUID.randomUUID();
    for (Answer answer :
        new Answer[] {
          get(SESSIONS + "/" + unknown),
          call("DELETE", SESSIONS + "/" + unknown),
          post(SESSIONS + "/" + unknown + "/closed", "{\"address\": \"10.0.0.1:1\"}")
        }) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.contentType()).isEqualTo("application/problem+json");
      assertThat(answer.detail()).contains("probe-a", unknown.toString(), "restarted");
    }
    Answer malformed = get(SESSIONS + "/7");
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.json().at("/errors/0/parameter").asString()).isEqualTo("id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "60001", "soon"})
  void theTimeToWaitHasBounds(String waitMillis) throws Exception {
    Answer answer = get(SESSIONS + "/" + UUID.randomUUID() + "?waitMillis=" + waitMillis);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/parameter").asString()).isEqualTo("waitMillis");
  }

  @Test
  void sessionsBeyondTheBoundAreTurnedAwayForNow() throws Exception {
    String[] open = new String[64];
    try {
      for (int i = 0; i < open.length; i++) {
        Answer armed = post(SESSIONS, body(PAPER));
        assertThat(armed.status()).isEqualTo(201);
        open[i] = armed.json().path("id").asString();
      }
      Answer answer = post(SESSIONS, body(PAPER));

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(answer.detail()).contains("teardown.responder.max-sessions");
    } finally {
      for (String id : open) {
        call("DELETE", SESSIONS + "/" + id);
      }
    }
  }

  @Test
  void theDocumentOfTheControlStandsByItself() throws Exception {
    JsonNode api = get("/v3/api-docs/responder").json();

    assertThat(api.path("paths").propertyNames())
        .containsExactlyInAnyOrder(SESSIONS, SESSIONS + "/{id}", SESSIONS + "/{id}/closed");
    for (JsonNode reference : api.findValues("$ref")) {
      assertThat(api.at(reference.asString().substring(1)).isMissingNode())
          .as(reference.asString())
          .isFalse();
    }
    assertThat(api.at("/components/schemas/Session/required").valueStream().map(JsonNode::asString))
        .contains("ticket", "dataPort");
    for (JsonNode path : api.path("paths")) {
      for (JsonNode operation : path) {
        assertThat(operation.path("summary").asString()).isNotBlank();
        assertThat(operation.path("security").toString()).isEqualTo("[{\"responderToken\":[]}]");
        assertThat(operation.path("responses").propertyNames())
            .contains("400", "401", "403", "406", "421", "500")
            .anyMatch(status -> status.startsWith("2"));
        assertThat(operation.findValues("parameters").toString()).doesNotContain("\"null\"");
      }
    }
    assertThat(api.at("/components/securitySchemes/responderToken/description").asString())
        .contains("teardown.responder.token");
    assertThat(api.at("/paths/~1api~1v1~1sessions/post/responses").propertyNames())
        .contains("201", "413", "415", "429", "503");
    JsonNode users = get("/v3/api-docs").json();
    assertThat(users.path("paths").propertyNames()).noneMatch(path -> path.contains("sessions"));
    assertThat(users.at("/components/schemas").propertyNames())
        .doesNotContain("ArmRequest", "Report");
  }

  @Test
  void swaggerShowsTheUsersDocumentFirst() throws Exception {
    JsonNode config = get("/v3/api-docs/swagger-config").json();

    assertThat(config.path("urls").findValuesAsString("url"))
        .containsExactlyInAnyOrder("/v3/api-docs", "/v3/api-docs/responder");
    assertThat(config.path("urls.primaryName").asString()).isEqualTo("Teardown");
  }

  private ArmRequest arming(String spec) {
    return new ArmRequest(
        ResponderControl.PROTOCOL,
        SpecDraft.read(mapper.readValue(spec, Object.class)),
        5_000,
        "probe-b");
  }

  private static String body(String spec) {
    return "{\"protocol\": 1, \"spec\": %s, \"remainingMillis\": 5000, \"vantage\": \"probe-b\"}"
        .formatted(spec);
  }
}
