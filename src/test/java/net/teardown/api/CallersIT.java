package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests which requests are allowed if no token is set: those of every caller on this host, but not
 * those of a page of another origin.
 */
class CallersIT extends ApiServer {

  private static final String RUN = "/api/v1/experiments?store=false";
  private static final String NOBODY = "/api/v1/experiments/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/info",
        "/api/v1/experiments",
        "/swagger-ui.html",
        "/docs/",
        "/v3/api-docs",
        "/actuator/health",
        "/actuator/health/liveness",
        "/nothing",
        "/error",
        "/livez/x",
        "/metrics/"
      })
  void aNameThatWasReboundToThisHostIsRefusedEverywhere(String path) throws IOException {
    assertProblem(to("GET", path, "evil.example"), 421)
        .contains("Host 'evil.example'")
        .contains("teardown.api.hosts");
    assertThat(to("HEAD", path, "evil.example")).startsWith("HTTP/1.1 421");
  }

  @Test
  void aReboundNameRunsNothingEvenFromItsOwnOrigin() throws IOException {
    for (String host : new String[] {"evil.example", "evil.example:" + port, "EVIL.example."}) {
      assertProblem(
              to("POST", RUN, host, "Origin: http://" + host, "Sec-Fetch-Site: same-origin"), 421)
          .contains("teardown.api.hosts");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1:1",
        "10.9.8.7",
        "[::1]",
        "[fd00::1]:8080",
        "probe-b:8080"
      })
  void addressesAndNamesWithoutADotAreFine(String host) throws IOException {
    assertThat(to("GET", "/api/v1/info", host)).startsWith("HTTP/1.1 200");
    assertThat(run(host)).startsWith("HTTP/1.1 200");
  }

  @Test
  void anHttp10RequestMayGoWithoutAHost() throws IOException {
    assertThat(raw("GET /api/v1/info HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void theHostOfAnAbsoluteTargetCountsAsWell() throws IOException {
    assertThat(
            raw(
                "GET http://evil.example/api/v1/info HTTP/1.1\r\n"
                    + "Host: evil.example\r\n"
                    + "Connection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
    assertThat(
            raw(
                "GET http://evil.example/api/v1/info HTTP/1.1\r\n"
                    + "Host: localhost\r\n"
                    + "Connection: close\r\n\r\n"))
        .doesNotStartWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Origin         | http://evil.example
          Origin         | null
          Origin         | https://localhost:PORT
          Origin         | http://localhost
          Origin         | http://localhost:1
          Origin         | http://127.0.0.1:PORT
          Origin         | http://localhost:PORT.evil.example
          Origin         | http://localhost:PORT http://evil.example
          Origin         | file://
          Origin         | nonsense
          Sec-Fetch-Site | cross-site
          Sec-Fetch-Site | same-site
          """)
  void aPageOfAnotherOriginRunsAndChangesNothing(String name, String value) throws Exception {
    String header = value.replace("PORT", String.valueOf(port));
    long before = total();
    for (Answer refused :
        new Answer[] {
          post("/api/v1/experiments", ECHO, name, header),
          call("POST", "/api/v1/scenarios/echo-many-bytes/runs", name, header),
          call("DELETE", NOBODY, name, header),
          call("PUT", NOBODY, name, header),
          call("PATCH", "/nothing", name, header),
          get("/probe?module=loopback", name, header),
          get("/api/v1/mesh?all=true", name, header),
          get("/api/v1/mesh?all=YES&format=text", name, header),
          get("/api/v1/mesh?all=false&all=on", name, header)
        }) {
      assertThat(refused.status()).as(refused.body()).isEqualTo(403);
      assertThat(refused.contentType()).isEqualTo("application/problem+json");
      assertThat(refused.detail())
          .startsWith("%s '%s'".formatted(name, header))
          .contains("server.forward-headers-strategy");
      assertThat(refused.json().path("status").asInt()).isEqualTo(403);
    }
    assertThat(total()).isEqualTo(before);
    assertThat(call("HEAD", "/api/v1/mesh?all=true", name, header).status()).isEqualTo(403);
    assertThat(get("/api/v1/mesh", name, header).status()).isEqualTo(200);
    Answer read = get("/api/v1/info", name, header);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.response().headers().map().keySet())
        .noneMatch(answered -> answered.toLowerCase(Locale.ROOT).startsWith("access-"));
  }

  @Test
  void aPageOfOursRuns() throws Exception {
    String own = "http://localhost:" + port;
    for (String[] headers :
        new String[][] {
          {"Origin", own},
          {"Origin", own, "Sec-Fetch-Site", "same-origin"},
          {"Origin", "HTTP://LOCALHOST:" + port},
          {"Sec-Fetch-Site", "none"}
        }) {
      assertThat(post(RUN, ECHO, headers).status()).isEqualTo(200);
      assertThat(get("/api/v1/mesh?all=true", headers).status()).isEqualTo(200);
    }
    assertThat(to("GET", "/api/v1/mesh?all=%zz", "localhost")).startsWith("HTTP/1.1 400");
    assertThat(run("[::1]:8080", "Origin: http://[::1]:8080")).startsWith("HTTP/1.1 200");
    assertThat(run("probe-b", "Origin: http://probe-b")).startsWith("HTTP/1.1 200");
    assertThat(run("probe-b", "Origin: http://probe-b:8080")).startsWith("HTTP/1.1 403");
  }

  @Test
  void aPreflightOfAnotherOriginIsRefusedAndOptionsAreNot() throws Exception {
    Answer preflight =
        call(
            "OPTIONS",
            "/api/v1/experiments",
            "Origin",
            "http://evil.example",
            "Access-Control-Request-Method",
            "POST");
    assertThat(preflight.status()).isEqualTo(403);
    assertThat(preflight.contentType()).isEqualTo("application/problem+json");
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();

    Answer options = call("OPTIONS", "/api/v1/experiments");
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.header("Allow")).contains("GET").contains("POST");
    assertThat(call("HEAD", "/api/v1/info").status()).isEqualTo(200);
  }

  @Test
  void aTokenThatNobodyAskedForIsPassedOver() throws Exception {
    assertThat(post(RUN, ECHO, "Authorization", "Bearer whatever").status()).isEqualTo(200);
    assertThat(post(RUN, ECHO, "Authorization", "Basic x:y").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/info;a=b",
        "//api/v1/info",
        "/api/v1/./info",
        "/api/v1/scenarios/a%0ab",
        "/api/v1/scenarios/a%25b"
      })
  void aPathInDisguiseIsAProblem(String path) throws IOException {
    assertProblem(to("GET", path, "localhost"), 400).contains("plain form");
  }

  @Test
  void aHeaderInAnyBytesIsNoMatterOfPolicy() throws IOException {
    assertThat(to("GET", "/api/v1/info", "localhost", "Accept: \u00c3\u0080"))
        .startsWith("HTTP/1.1 406");
    assertThat(to("GET", "/api/v1/info", "localhost", "X-Any: \u00c3\u0080"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void everyAnswerHasSafeHeadersAndNoSession() throws Exception {
    for (Answer answer :
        new Answer[] {
          get("/api/v1/info"),
          get("/nothing"),
          get("/v3/api-docs"),
          get("/docs/why"),
          get("/docs/nothing"),
          get("/livez"),
          call("PUT", "/api/v1/info"),
          post(RUN, ECHO, "Origin", "null"),
          post("/login", "{}"),
          post("/logout", "{}")
        }) {
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(answer.response().headers().allValues("Content-Security-Policy")).hasSize(1);
      assertThat(answer.header("Set-Cookie")).isEmpty();
      assertThat(answer.header("Strict-Transport-Security")).isEmpty();
    }
    assertThat(get("/api/v1/info").header("Content-Security-Policy"))
        .matches("default-src 'none'; style-src( 'sha256-[^']+'){3}; frame-ancestors 'none'");
    assertThat(get("/swagger-ui/index.html").header("Content-Security-Policy"))
        .contains("default-src 'self'")
        .doesNotContain("script-src 'unsafe-inline'");
    assertThat(post("/login", "{}").status()).isEqualTo(404);
    assertThat(post("/logout", "{}").status()).isEqualTo(404);
    assertThat(get("/login").status()).isEqualTo(404);
  }

  private String to(String method, String path, String host, String... headers) throws IOException {
    StringBuilder more = new StringBuilder();
    for (String header : headers) {
      more.append(header).append("\r\n");
    }
    return raw(
        "%s %s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n"
            .formatted(method, path, host, more));
  }

  private String run(String host, String... headers) throws IOException {
    return to("POST", "/api/v1/scenarios/echo-many-bytes/runs?store=false", host, headers);
  }

  private static AbstractStringAssert<?> assertProblem(String answer, int status) {
    return assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .contains("Content-Type: application/problem+json");
  }

  private long total() throws Exception {
    return get("/api/v1/experiments/summary").json().path("total").asLong();
  }
}
