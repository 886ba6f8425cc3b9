package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Tests that a proxy's forwarding headers are trusted if the configuration says so. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:forwarding;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "server.forward-headers-strategy=native",
      "teardown.api.hosts=teardown.corp.example"
    })
class ForwardingIT extends ApiServer {

  private static final String[] PROXIED = {
    "X-Forwarded-Host", "teardown.corp.example", "X-Forwarded-Proto", "https"
  };

  @Test
  void theProxyIsBelieved() throws Exception {
    assertThat(get("/v3/api-docs/swagger-config", PROXIED).body())
        .contains("\"https://teardown.corp.example/swagger-ui/oauth2-redirect.html\"");
    assertThat(get("/api/v1/info", "X-Forwarded-Host", "evil.example").status()).isEqualTo(421);
  }

  @Test
  void linksAreRelativeAllTheSame() throws Exception {
    assertThat(get("/v3/api-docs", PROXIED).json().at("/servers/0/url").asString()).isEqualTo("/");
    assertThat(get("/scenarios/echo-many-bytes", PROXIED).header("Location"))
        .isEqualTo("/api/v1/scenarios/echo-many-bytes");
    assertThat(post("/api/v1/experiments", ECHO, PROXIED).header("Location"))
        .startsWith("/api/v1/experiments/");
  }
}
