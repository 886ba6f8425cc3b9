package net.teardown;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests what the last probes show of a module's secrets, and how many of a stranger's they hold.
 */
class RecentProbesIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String SECRET = "hush-hush-0815";

  @Test
  void theLastProbesShowNoSecretAndAreBoundedWhateverIsAsked(@TempDir Path directory)
      throws Exception {
    Path probes =
        Files.writeString(
            directory.resolve("probes.yml"),
            """
            modules:
              login:
                spec:
                  server: {request: {http: {headers: {Authorization: "Bearer %1$s", Cookie: "id=%1$s"}}}}
                  expect: {httpStatus: [200]}
            """
                .formatted(SECRET));
    try (Listening server =
            Listening.start(channel -> {
              channel.read(ByteBuffer.allocate(8192));
              channel.write(
                  US_ASCII.encode("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"));
            });
        ServiceProcess service =
            ServiceProcess.start(
                List.of(),
                directory,
                "--teardown.responder.enabled=false",
                "--teardown.probes-file=" + probes)) {
      service.get("/probe?module=login&target=127.0.0.1:" + server.port());

      JsonNode items = JSON.readTree(service.get("/api/v1/probes").body()).get("items");
      assertThat(items.at("/0/failure").asString()).isEqualTo("reply: another status");
      String one = "/api/v1/probes/" + items.at("/0/number").asLong();
      assertThat(service.get(one + "?format=text").body()).contains("by module login: failed");
      for (String path :
          List.of(
              "/api/v1/probes",
              "/api/v1/probes?format=text",
              "/api/v1/probes?format=csv",
              one,
              one + "?format=text")) {
        assertThat(service.get(path).body()).as(path).doesNotContain(SECRET);
      }

      String longest = "x".repeat(6000);
      for (int i = 0; i < 250; i++) {
        service.get("/probe?module=loopback&target=" + longest);
      }
      JsonNode after = JSON.readTree(service.get("/api/v1/probes").body()).get("items");
      assertThat(after.size()).isEqualTo(101);
      assertThat(after.at("/0/target").asString()).hasSizeLessThanOrEqualTo(310);
      assertThat(after.at("/100/module").asString()).isEqualTo("login");
    }
  }
}
