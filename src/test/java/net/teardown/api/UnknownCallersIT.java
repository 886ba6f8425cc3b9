package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.teardown.servers.Listening;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.TestPropertySource;

/** Tests that a caller's own bytes are not sent if other hosts reach HTTP and no token is set. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:unknown;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "server.address=0.0.0.0"
    })
class UnknownCallersIT extends ApiServer {

  private static final String RUN = "/api/v1/experiments?store=false";
  private static final String SCENARIO = "/api/v1/scenarios/expect-continue/runs?store=false";

  private Listening server;

  @BeforeEach
  void listen() throws Exception {
    server = Listening.start(_ -> {});
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"text": "x"}                       | server.request.text         | /server/request/text
          {"text": ""}                        | server.request.text         | /server/request/text
          {"base64": "eA=="}                  | server.request.base64       | /server/request/base64
          {"http": {"headers": {"X": "y"}}}   | server.request.http.headers | /server/request/http/headers
          """)
  void theRefusalNamesTheFieldAndWhatToSet(String request, String field, String pointer)
      throws Exception {
    assertRefused(
        post(RUN, "{%s, \"server\": {\"request\": %s}}".formatted(target(), request)),
        field,
        pointer);
    assertRefused(
        post(SCENARIO, "{%s, \"server\": {\"request\": %s}}".formatted(target(), request)),
        field,
        pointer);
    assertRefused(
        post(
            "/api/v1/campaigns",
            "{\"base\": {%s, \"server\": {\"request\": %s}}, \"repetitions\": 1}"
                .formatted(target(), request)),
        "base." + field,
        "/base" + pointer);
    assertRefused(
        post(
            "/api/v1/campaigns",
            "{\"base\": {%s}, \"axes\": {\"/server/request\": [{\"http\": {}}, %s]}, \"repetitions\": 1}"
                .formatted(target(), request)),
        "axes./server/request",
        "/axes/~1server~1request");
    assertThat(server.accepted()).isZero();
  }

  @Test
  void whatIsNobodysOwnIsSent() throws Exception {
    assertThat(
            post(RUN, "{%s, \"server\": {\"request\": {\"http\": {}}}}".formatted(target()))
                .status())
        .isEqualTo(200);
    assertThat(post(RUN, "{%s, \"server\": {}, \"bytesSent\": 5}".formatted(target())).status())
        .isEqualTo(200);
    assertThat(post(SCENARIO, "{%s}".formatted(target())).status()).isEqualTo(200);
    assertThat(get("/probe?module=http_early_reply&target=127.0.0.1:" + server.port()).status())
        .isEqualTo(200);
    assertThat(server.accepted()).isEqualTo(4);
    assertThat(get("/api/v1/info").json().path("converse").toString()).isEqualTo("[]");
  }

  private void assertRefused(Answer answer, String field, String pointer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.detail())
        .startsWith("'%s' is sent only where callers are known".formatted(field))
        .contains("set teardown.api.token")
        .contains("server.address=127.0.0.1");
    assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("#" + pointer);
  }

  private String target() {
    return "\"targetHost\": \"127.0.0.1\", \"targetPort\": %d".formatted(server.port());
  }
}
