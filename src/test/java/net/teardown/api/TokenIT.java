package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;

/** Tests which requests are allowed if a token and a further host name are set. */
@AutoConfigureMetrics
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:token;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.api.token=" + TokenIT.TOKEN,
      "teardown.api.hosts=teardown.corp.example,Probes.example"
    })
class TokenIT extends ApiServer {

  static final String TOKEN = "s3cr3t-s3cr3t";

  private static final String RUN = "/api/v1/experiments";
  private static final String NOBODY = "/api/v1/experiments/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55";

  private long before;

  @BeforeEach
  void count() throws Exception {
    before = total();
  }

  @AfterEach
  void theTokenIsNotTold(CapturedOutput output) {
    assertThat(output.getAll()).doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/experiments",
    "POST, /api/v1/scenarios/echo-many-bytes/runs",
    "POST, /api/v1/scenarios/nobody/runs",
    "DELETE, " + NOBODY,
    "PUT, /api/v1/experiments",
    "PATCH, /api/v1/info",
    "POST, /nothing",
    "FOO, /api/v1/info",
    "GET, /probe?module=loopback",
    "GET, /api/v1/mesh?all=true",
    "GET, /api/v1/info",
    "GET, /api/v1/experiments",
    "GET, /api/v1/experiments/summary",
    "GET, /api/v1/%65xperiments",
    "GET, " + NOBODY,
    "GET, /api/v1/scenarios",
    "GET, /api/v1/campaigns",
    "GET, /api/v1/campaigns/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55/results.csv",
    "GET, /api/v1/monitors",
    "GET, /api/v1/modules",
    "GET, /api/v1/probes",
    "GET, /api/v1/probes/1",
    "GET, /api/v1/mesh",
    "GET, /actuator",
    "GET, /actuator/info",
    "GET, /actuator/sbom",
    "GET, /nothing"
  })
  void whatRunsChangesDeletesOrReadsNeedsTheToken(String method, String path) throws Exception {
    Answer missing = assertRefused(call(method, path));
    assertThat(missing.header("WWW-Authenticate")).isEqualTo("Bearer");
    Answer wrong = assertRefused(call(method, path, "Authorization", "Bearer wrong"));
    assertThat(wrong.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");

    assertThat(call(method, path, "Authorization", "Bearer " + TOKEN).status()).isNotEqualTo(401);
  }

  @Test
  void theTokenRunsAndDeletes() throws Exception {
    for (String scheme : new String[] {"Bearer", "bearer", "BEARER"}) {
      Answer run = post(RUN, ECHO, "Authorization", scheme + " " + TOKEN);
      assertThat(run.status()).as(run.body()).isEqualTo(201);
      assertThat(
              call("DELETE", run.header("Location"), "Authorization", scheme + " " + TOKEN)
                  .status())
          .isEqualTo(204);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer s3cr3t-s3cr3",
        "Bearer s3cr3t-s3cr3tt",
        "Bearer S3CR3T-S3CR3T",
        "Basic czNjcjN0LXMzY3IzdDpzM2NyM3QtczNjcjN0",
        "Token s3cr3t"
      })
  void nothingLikeTheTokenIsTaken(String authorization) throws Exception {
    assertRefused(post(RUN, ECHO, "Authorization", authorization));
  }

  @Test
  void theTokenIsTakenFromTheHeaderAlone() throws Exception {
    for (String query : new String[] {"access_token", "token", "Authorization"}) {
      assertRefused(post(RUN + "?" + query + "=" + TOKEN, ECHO));
    }
    assertRefused(post(RUN, ECHO, "Cookie", "token=" + TOKEN));
    assertRefused(
        send(
            request(RUN, "Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("access_token=" + TOKEN))));
  }

  /** The token is in requests that are malformed or hardly HTTP. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer @\rX\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer @\u0000\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \u0000@\r\n\r\n",
        "GET / HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Connection: close\r\n"
            + "Authorization: Bearer\r\n @\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n Authorization: Bearer @\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization Bearer @\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization : Bearer @\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nBearer-@\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n@\u00e4: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer @\u0001\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost@\u0000\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b@\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost:@\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nCookie: \u0001@=\u0002;@\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: @\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: @\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: @\r\n\r\n",
        "GET /api/v1/info?access_token=@{ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/v1/info?access_token=@ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /api/v1/info?access_token=%zz@ HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Connection: close\r\n\r\n",
        "GET /{@ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%zz@ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://user:@@localhost/livez HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Connection: close\r\n\r\n",
        "GET / HTTP/1.1@\r\nHost: localhost\r\n\r\n",
        "GET / @/1.1\r\nHost: localhost\r\n\r\n",
        "G@{T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "@ \r\n\r\n"
      })
  void noLineThatHoldsItIsLoggedOrAnswered(String request) throws Exception {
    // Tomcat logs only the first malformed request of a kind at INFO, so not each of these is
    // logged.
    String long20k = request.replace("Host: ", "X: @" + "a".repeat(20_000) + "\r\nHost: ");
    for (String sent : new String[] {request, long20k}) {
      assertThat(raw(sent.replace("@", TOKEN))).startsWith("HTTP/1.1 ").doesNotContain(TOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/swagger-ui/index.html",
        "/swagger-ui/swagger-ui.css",
        "/v3/api-docs",
        "/v3/api-docs/responder",
        "/v3/api-docs.yaml",
        "/v3/api-docs/swagger-config",
        "/docs/",
        "/docs/security",
        "/docs/security.md",
        "/docs/search?q=token",
        "/docs/ladders/echo-many-bytes",
        "/docs/images/reset.svg",
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/prometheus",
        "/metrics",
        "/livez",
        "/readyz",
        "/-/healthy",
        "/-/ready"
      })
  void healthMetricsAndTheDocumentationAreOpenWhateverIsSent(String path) throws Exception {
    assertThat(get(path).status()).isEqualTo(200);
    assertThat(get(path, "Authorization", "Bearer wrong").status()).isEqualTo(200);
    assertThat(call("HEAD", path).status()).isEqualTo(200);
    assertThat(get(path).body()).doesNotContain(TOKEN);
  }

  @Test
  void optionsNeedNoToken() throws Exception {
    assertThat(call("OPTIONS", RUN).status()).isEqualTo(200);
  }

  @Test
  void theTokenOpensNothingToPagesOfAnotherOrigin() throws Exception {
    Answer answer =
        post(RUN, ECHO, "Authorization", "Bearer " + TOKEN, "Origin", "http://evil.example");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(total()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"teardown.corp.example", "TEARDOWN.corp.example:8080", "probes.EXAMPLE"})
  void theNamesThatWereGivenToThisInstanceAreFineInAnyCase(String host) throws Exception {
    assertThat(
            raw(
                "GET /api/v1/info HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                    .formatted(host, TOKEN)))
        .startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/livez", "/readyz", "/-/healthy", "/-/ready", "/metrics", "/actuator/prometheus"})
  void machinesThatWatchMayUseAnyName(String path) throws Exception {
    String ask = "%s %s HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n";
    assertThat(raw(ask.formatted("GET", path))).startsWith("HTTP/1.1 200");
    assertThat(raw(ask.formatted("HEAD", path))).startsWith("HTTP/1.1 200");
  }

  @Test
  void nameOriginAndTokenAreAskedForInThisOrder() throws Exception {
    String run =
        "POST /api/v1/experiments HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: close\r\n\r\n";
    assertThat(raw(run.formatted("evil.example", "null"))).startsWith("HTTP/1.1 421");
    assertThat(raw(run.formatted("probes.example", "null"))).startsWith("HTTP/1.1 403");
    assertThat(raw(run.formatted("probes.example", "http://probes.example")))
        .startsWith("HTTP/1.1 401");
  }

  @Test
  void nothingOfTheEnvironmentIsExposed() throws Exception {
    for (String path : new String[] {"env", "configprops", "beans", "env/teardown.api.token"}) {
      assertThat(get("/actuator/" + path).status()).isEqualTo(401);
      assertThat(get("/actuator/" + path, "Authorization", "Bearer " + TOKEN).status())
          .isEqualTo(404);
    }
  }

  private Answer assertRefused(Answer answer) throws Exception {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.detail())
        .contains("teardown.api.token")
        .contains("curl -H 'Authorization: Bearer ...'");
    assertThat(answer.body()).doesNotContain(TOKEN);
    assertThat(total()).isEqualTo(before);
    return answer;
  }

  private long total() throws Exception {
    return get("/api/v1/experiments/summary", "Authorization", "Bearer " + TOKEN)
        .json()
        .path("total")
        .asLong();
  }
}
