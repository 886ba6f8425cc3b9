package net.teardown;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests a service that loses a thread, or is about to. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class LostThreadsIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void aDefectOnAStandingThreadIsToldAndSurvived() throws Exception {
    try (ServiceProcess service = sabotaged("exception")) {
      for (int i = 1; i <= 3; i++) {
        int times = i;
        connectWithoutTicket(service);
        await()
            .atMost(LONG)
            .untilAsserted(() ->
                assertThat(service.get("/metrics").body())
                    .containsPattern("teardown_thread_failures_total %d\\.0".formatted(times)));
      }
      assertThat(service.log()).contains("The thread data-port goes on").contains("a defect");
      assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(acrossToItself(service).get("verdict").asString()).isEqualTo("CLEAN_EOF");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "heap"})
  void anErrorOnAStandingThreadEndsTheProcess(String what) throws Exception {
    try (ServiceProcess service = sabotaged(what)) {
      connectWithoutTicket(service);

      assertThat(service.exitCode(Duration.ofMinutes(10))).isEqualTo(3);
      // With a full heap, even the log line may not fit.
      if (what.equals("error")) {
        assertThat(service.log().lines().filter(line -> line.contains("The process ends")))
            .singleElement()
            .asString()
            .contains("exit code 3", "data-port", "a broken rule");
      }
    }
  }

  private static JsonNode acrossToItself(ServiceProcess service) throws Exception {
    HttpResponse<String> response =
        service.post(
            "/api/v1/experiments?store=false",
            "{\"bytesSent\": 5, \"targetHost\": \"127.0.0.1\", \"targetPort\": %d, \"responderUrl\": \"http://127.0.0.1:%d\", \"timeoutMillis\": 60000}"
                .formatted(dataPort(service), service.firstCall().getPort()));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonMapper().readTree(response.body());
  }

  private static int dataPort(ServiceProcess service) throws Exception {
    return new JsonMapper().readTree(service.get("/api/v1/info").body()).get("dataPort").asInt();
  }

  private static void connectWithoutTicket(ServiceProcess service) throws Exception {
    try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), dataPort(service))) {
      stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      stranger.shutdownOutput();
    } catch (IOException _) {
      // The service may have ended by then.
    }
  }

  private ServiceProcess sabotaged(String what) throws Exception {
    return ServiceProcess.startWithTests(
        List.of("env", "JAVA_TOOL_OPTIONS=-Xmx128m"),
        directory,
        "--teardown.responder.port=0",
        "--spring.main.sources=" + Saboteur.class.getName(),
        "--saboteur=" + what);
  }
}
