package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** Tests a service with a token and unprotected reads, as before reads could be protected. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:reads;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.api.token=s3cr3t-s3cr3t",
      "teardown.api.protect-reads=false"
    })
class OpenReadsIT extends ApiServer {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/info",
        "/api/v1/experiments",
        "/api/v1/campaigns",
        "/api/v1/mesh",
        "/actuator/info"
      })
  void readingNeedsNoToken(String path) throws Exception {
    assertThat(get(path).status()).isEqualTo(200);
    assertThat(get(path, "Authorization", "Bearer wrong").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/probe?module=loopback", "/api/v1/mesh?all=true"})
  void whatConnectsToSomebodyStillDoes(String path) throws Exception {
    assertThat(get(path).status()).isEqualTo(401);
    assertThat(call("POST", "/api/v1/scenarios/echo-many-bytes/runs").status()).isEqualTo(401);
  }
}
