package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Tests a service with a token and a list of servers to which a caller's own bytes may be sent. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:converse;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "server.address=0.0.0.0",
      "teardown.api.token=s3cr3t-s3cr3t",
      "teardown.policy.converse=127.0.0.2"
    })
class ConverseIT extends ApiServer {

  private static final String RUN = "/api/v1/experiments?store=false";
  private static final String[] TOKEN = {"Authorization", "Bearer s3cr3t-s3cr3t"};

  private Listening server;

  @BeforeEach
  void listen() throws Exception {
    server = Listening.start(new InetSocketAddress(0), _ -> {});
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void wordsGoToThoseAloneAndEverythingElseToWhoeverIsAllowed() throws Exception {
    String words = "\"server\": {\"request\": {\"text\": \"x\"}}";
    assertThat(run("127.0.0.2", words).status()).isEqualTo(200);
    assertThat(run("127.0.0.1", "\"server\": {}, \"bytesSent\": 1").status()).isEqualTo(200);
    assertThat(server.accepted()).isEqualTo(2);

    Answer refused = run("127.0.0.1", words);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.detail())
        .isEqualTo(
            "'server.request.text' may not be sent to 127.0.0.1 on port %d: add 127.0.0.1 to teardown.policy.converse"
                .formatted(server.port()));
    assertThat(refused.json().at("/errors/0/pointer").asString())
        .isEqualTo("#/server/request/text");
    assertThat(server.accepted()).isEqualTo(2);
  }

  @Test
  void aCampaignIsRefusedForOneOfItsCells() throws Exception {
    Answer refused =
        post(
            "/api/v1/campaigns",
            "{\"base\": {%s}, \"axes\": {\"targetHost\": [\"127.0.0.2\", \"127.0.0.1\"]}, \"repetitions\": 1}"
                .formatted(spec("127.0.0.2", "\"server\": {\"request\": {\"text\": \"x\"}}")),
            TOKEN);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.detail()).contains("teardown.policy.converse");
    assertThat(server.accepted()).isZero();
  }

  @Test
  void theInstanceTellsToWhom() throws Exception {
    assertThat(get("/api/v1/info", TOKEN).json().path("converse").toString())
        .isEqualTo("[\"127.0.0.2\"]");
  }

  private Answer run(String host, String more) throws Exception {
    return post(RUN, "{%s}".formatted(spec(host, more)), TOKEN);
  }

  private String spec(String host, String more) {
    return "\"targetHost\": \"%s\", \"targetPort\": %d, %s".formatted(host, server.port(), more);
  }
}
