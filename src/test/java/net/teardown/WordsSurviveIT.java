package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests campaigns with a caller's own bytes after a kill -9. */
class WordsSurviveIT {

  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void settingsOfTheNewStartHoldAndSecretsAreNotMadeUp(@TempDir Path directory) throws Exception {
    try (Listening server = Listening.start(_ -> {})) {
      String plain;
      String secret;
      try (ServiceProcess service = ServiceProcess.start(List.of(), directory)) {
        plain = post(service, server, "EHLO x\\r\\n");
        await().atMost(Duration.ofSeconds(30)).until(() -> server.accepted() > 0);
        secret = post(service, server, "GET / HTTP/1.1\\r\\nCookie: Qu1te-S3cret\\r\\n\\r\\n");
        service.kill();
        service.exitCode();
      }
      try (ServiceProcess service =
          ServiceProcess.start(List.of(), directory, "--teardown.policy.converse=none")) {
        HttpResponse<String> refused = service.post(plain + "/resumption", "");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
        assertThat(refused.body())
            .contains("teardown.policy.converse")
            .contains("#/base/server/request/text");
        assertThat(status(service, plain)).isEqualTo("INTERRUPTED");
      }
      try (ServiceProcess service = ServiceProcess.start(List.of(), directory)) {
        JsonNode found = JSON.readTree(service.get(secret).body());
        assertThat(found.path("status").asString()).isEqualTo("INTERRUPTED");
        assertThat(found.path("message").asString()).contains("It can't be resumed");
        assertThat(found.toString()).doesNotContain("Qu1te").contains("Cookie: ***");
        assertThat(service.post(secret + "/resumption", "").statusCode()).isEqualTo(409);

        int before = server.accepted();
        assertThat(service.post(plain + "/resumption", "").statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(30)).until(() -> server.accepted() > before);
      }
    }
  }

  private static String post(ServiceProcess service, Listening server, String text)
      throws Exception {
    HttpResponse<String> posted =
        service.post(
            CAMPAIGNS,
            """
            {"base": {"targetHost": "127.0.0.1", "targetPort": %d,
                      "server": {"request": {"text": "%s"}}},
             "repetitions": 100000, "ratePerSecond": 5}
            """
                .formatted(server.port(), text));
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(202);
    return CAMPAIGNS + "/" + JSON.readTree(posted.body()).get("id").stringValue();
  }

  private static String status(ServiceProcess service, String campaign) throws Exception {
    return JSON.readTree(service.get(campaign).body()).path("status").asString();
  }
}
