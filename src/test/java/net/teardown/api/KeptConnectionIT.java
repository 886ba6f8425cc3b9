package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tests that the advice on a kept connection that broke is told wherever an outcome is. */
class KeptConnectionIT extends ApiServer {

  private Listening server;

  @BeforeEach
  void listen() throws Exception {
    server =
        Listening.start(channel -> {
          while (!Nasty.line(channel).isEmpty()) {}
          Nasty.write(channel, "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 2\r\n\r\nok");
        });
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private Answer ask(String format) throws Exception {
    String asks = "{\"say\": {\"http\": {}}}, {\"hear\": {\"httpReply\": true}}";
    return post(
        "/api/v1/experiments?store=false&format=" + format,
        "{\"targetHost\": \"127.0.0.1\", \"targetPort\": %d, \"server\": {\"turns\": [%s, {\"pauseMillis\": 300}, %s]}}"
            .formatted(server.port(), asks, asks));
  }

  @Test
  void theOutcomeSaysWhoIsToChangeWhat() throws Exception {
    JsonNode outcome = ask("json").json();
    JsonNode advice = outcome.at("/server/advice");

    assertThat(outcome.path("reason").asString()).as("%s", outcome).isEqualTo("UNANSWERED");
    assertThat(advice.valueStream().map(each -> each.path("side").asString()))
        .containsExactly("CLIENT", "SERVER", "SERVER");
    assertThat(advice.at("/0/text").asString()).contains("had been idle for");
    assertThat(advice.at("/2/product").asString()).isEqualTo("nginx");
    assertThat(advice.at("/2/source").asString()).contains("keepalive_timeout");
    assertThat(outcome.path("advice").asString())
        .contains("client: end idle connections", "server: say Connection: close", "nginx: raise");
    assertThat(outcome.path("explanation").asString())
        .contains(
            "ended at turn 5 of 5 (turns[4])",
            "The server had ended the connection before turn 4 of 5 (turns[3]) said anything");
  }

  @Test
  void textAndPictureSayItToo() throws Exception {
    assertThat(ask("text").body().replaceAll("\\s+", " "))
        .contains("client: end idle connections sooner", "nginx: raise keepalive_timeout");
    assertThat(ask("svg").body().replaceAll("<[^>]*>|\\s+", " ").replaceAll(" +", " "))
        .contains("end idle connections", "keepalive_timeout");
  }
}
