package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that forwarding headers have no effect if no proxy is configured. */
class ForwardedHeadersIT extends ApiServer {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Forwarded-Host   | evil.example
          X-Forwarded-Host   | evil.example:4444
          X-Forwarded-Proto  | https
          X-Forwarded-Port   | 4444
          X-Forwarded-Prefix | /evil
          X-Forwarded-Ssl    | on
          Forwarded          | host=evil.example;proto=https
          """)
  void nothingIsBelieved(String header, String value) throws Exception {
    for (String path :
        new String[] {
          "/v3/api-docs/swagger-config",
          "/v3/api-docs",
          "/v3/api-docs/responder",
          "/swagger-ui/swagger-initializer.js",
          "/actuator",
          "/",
          "/nothing"
        }) {
      assertThat(get(path, header, value).body()).as(path).isEqualTo(get(path).body());
    }
    for (String path : new String[] {"/swagger-ui.html"}) {
      assertThat(get(path, header, value).header("Location"))
          .isNotEmpty()
          .isEqualTo(get(path).header("Location"));
    }
    Answer run = post("/api/v1/experiments", ECHO, header, value);
    assertThat(run.header("Location")).startsWith("/api/v1/experiments/");
  }
}
