package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;

/** Tests that sessions can be controlled only with the token that instances share. */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:sessions;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.api.token=" + SessionsTokenIT.API,
      "teardown.responder.token=" + SessionsTokenIT.CONTROL
    })
class SessionsTokenIT extends ApiServer {

  static final String API = "s3cr3t-of-callers";
  static final String CONTROL = "s3cr3t-of-instances";

  private static final String ARM = "/api/v1/sessions";
  private static final String NOBODY = "/api/v1/sessions/019a9f7e-5d3c-7a10-9b7e-2f4c8d1e6a55";
  private static final String RUN = "/api/v1/experiments?store=false";

  @ParameterizedTest
  @CsvSource({
    "POST, " + ARM,
    "GET, " + ARM,
    "HEAD, " + ARM,
    "OPTIONS, " + ARM,
    "GET, " + ARM + "/",
    "GET, " + NOBODY,
    "DELETE, " + NOBODY,
    "POST, " + NOBODY + "/closed",
    "GET, " + NOBODY + "/report?wait=1",
    "GET, /api/v1/%73essions",
    "GET, /api/v1/sess%69ons/x",
    "FOO, " + NOBODY
  })
  void everyCallToSessionsNeedsTheTokenOfInstances(
      String method, String path, CapturedOutput output) throws Exception {
    for (String[] headers :
        new String[][] {
          {},
          {"Authorization", "Bearer " + API},
          {"Authorization", "Bearer wrong"},
          {"Authorization", "Basic " + CONTROL}
        }) {
      Answer refused = call(method, path, headers);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
      if (!method.equals("HEAD")) {
        assertThat(refused.contentType()).isEqualTo("application/problem+json");
        assertThat(refused.detail())
            .contains("teardown.responder.token")
            .doesNotContain("teardown.api.token");
      }
    }
    assertThat(call(method, path, "Authorization", "Bearer " + CONTROL).status())
        .isNotIn(401, 403, 421);
    assertThat(output.getAll()).doesNotContain("s3cr3t");
  }

  @Test
  void theTokenOfInstancesOpensNothingElse() throws Exception {
    assertThat(post(RUN, ECHO, "Authorization", "Bearer " + API).status()).isEqualTo(200);

    for (String path :
        new String[] {RUN, "/api/v1/scenarios/echo-many-bytes/runs", "/api/v1/sessionsx"}) {
      Answer refused = post(path, ECHO, "Authorization", "Bearer " + CONTROL);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.detail()).contains("teardown.api.token");
    }
  }

  @Test
  void pagesOfAnotherOriginReadNoSessionEither() throws Exception {
    String bearer = "Bearer " + CONTROL;
    for (String method : new String[] {"GET", "POST", "DELETE"}) {
      Answer refused =
          call(method, NOBODY, "Authorization", bearer, "Origin", "http://evil.example");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.detail()).startsWith("Origin 'http://evil.example'");
    }
    assertThat(
            raw(
                "GET %s HTTP/1.1\r\nHost: evil.example\r\nAuthorization: %s\r\nConnection: close\r\n\r\n"
                    .formatted(NOBODY, bearer)))
        .startsWith("HTTP/1.1 421");
  }

  @Test
  void theTokenOfInstancesReadsThisInstancesRowOfTheMeshAndNothingElse() throws Exception {
    for (String own :
        new String[] {"/api/v1/mesh", "/api/v1/mesh?all=false", "/api/v1/mesh?all="}) {
      assertThat(get(own, "Authorization", "Bearer " + CONTROL).status()).isEqualTo(200);
      assertThat(get(own, "Authorization", "Bearer " + API).status()).isEqualTo(200);
      assertThat(get(own).status()).isEqualTo(401);
      assertThat(get(own, "Authorization", "Bearer wrong").detail())
          .contains("teardown.api.token or teardown.responder.token");
    }
    for (String other :
        new String[] {
          "/api/v1/mesh?all=true",
          "/api/v1/mesh?all=on",
          "/api/v1/mesh?all=YES",
          "/api/v1/mesh?%61ll=1",
          "/api/v1/mesh?all=false&all=true",
          "/api/v1/experiments",
          "/api/v1/monitors",
          "/api/v1/info"
        }) {
      Answer refused = get(other, "Authorization", "Bearer " + CONTROL);
      assertThat(refused.status()).as(other).isEqualTo(401);
      assertThat(refused.detail())
          .contains("teardown.api.token")
          .doesNotContain("teardown.responder.token");
      assertThat(get(other, "Authorization", "Bearer " + API).status()).isNotIn(401, 403);
    }
  }
}
