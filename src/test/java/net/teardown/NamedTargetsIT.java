package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests a policy that allows only a host name, as that of the compose stack does, with a monitor of
 * that name.
 */
class NamedTargetsIT {

  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void anAddressFoundByAnAllowedNameIsWatchedThoughNobodyElseMayAskForIt(@TempDir Path directory)
      throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          ByteBuffer buffer = ByteBuffer.allocate(64);
          while (channel.read(buffer) >= 0) {
            buffer.clear();
          }
        })) {
      Path probes =
          Files.writeString(
              directory.resolve("probes.yml"),
              "monitors: {named: {module: tcp_close, interval: 200ms, dnsNames: ['localhost:%d']}}"
                  .formatted(server.port()));
      String literal = "127.0.0.1:" + server.port();
      try (ServiceProcess service =
          ServiceProcess.start(
              List.of(),
              directory,
              "--teardown.policy.allow=localhost",
              "--teardown.responder.enabled=false",
              "--teardown.probes-file=" + probes)) {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() ->
                JSON.readTree(service.get("/api/v1/monitors/named").body())
                    .get("targets")
                    .valueStream()
                    .filter(target -> target.get("address").asString().equals(literal))
                    .anyMatch(target -> target.get("success").asBoolean(false)));

        assertThat(service.get("/probe?module=tcp_close&target=" + literal).statusCode())
            .isEqualTo(403);
      }
    }
  }
}
