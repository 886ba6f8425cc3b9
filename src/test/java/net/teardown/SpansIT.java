package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests what an instance exports by OTLP: a span per run where an endpoint is named. */
class SpansIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  /** How often metrics are sent. */
  private static final Duration STEP = Duration.ofMillis(300);

  @TempDir private Path directory;

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void everyRunThatSomebodyAskedForIsASpanAndNothingElseIs() throws Exception {
    List<Span> spans = new CopyOnWriteArrayList<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
              .getResourceSpansList()
              .forEach(resource ->
                  resource
                      .getScopeSpansList()
                      .forEach(scope -> spans.addAll(scope.getSpansList())));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try (ServiceProcess service =
        ServiceProcess.start(
            List.of(),
            directory,
            "--teardown.responder.port=0",
            "--teardown.vantage=probe-a",
            "--management.opentelemetry.tracing.export.schedule-delay=100ms",
            "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:%d/v1/traces"
                .formatted(collector.getAddress().getPort()))) {
      assertThat(service.get("/probe?module=loopback").statusCode()).isEqualTo(200);
      assertThat(
              service
                  .post(
                      "/api/v1/campaigns?wait=30",
                      "{\"base\": {\"bytesSent\": 5}, \"repetitions\": 3}")
                  .body())
          .contains("COMPLETED");
      JsonNode made = JSON.readTree(service.send(run(service)).body());
      service.post("/api/v1/scenarios/echo-one-byte/runs?store=false", "{}");

      await().atMost(Duration.ofSeconds(30)).until(() -> spans.size() >= 2);
      assertThat(spans).extracting(Span::getName).containsExactly("experiment", "experiment");
      // Two exports may come in in either order.
      spans.sort(Comparator.comparingLong(Span::getStartTimeUnixNano));
      Span span = spans.getFirst();
      assertThat(attributes(span))
          .isEqualTo(
              Map.of(
                  "teardown.id", made.path("id").asString(),
                  "teardown.verdict", "RESET",
                  "teardown.delivery", "NONE_SENT",
                  "teardown.as_predicted", "true",
                  "teardown.peer", "LOOPBACK",
                  "teardown.target", "loopback",
                  "teardown.vantage", "probe-a"));
      assertThat(hex(span.getTraceId().toByteArray())).isEqualTo(TRACE);
      assertThat(hex(span.getParentSpanId().toByteArray())).isEqualTo(PARENT);
      assertThat((span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1000)
          .isEqualTo(made.path("durationMicros").asLong());

      assertThat(attributes(spans.getLast()))
          .containsEntry("teardown.verdict", "CLEAN_EOF")
          .doesNotContainKey("teardown.id");
      assertThat(spans.getLast().getParentSpanId().isEmpty()).isTrue();
    } finally {
      collector.stop(0);
    }
  }

  /** An empty endpoint is none; 4318 is where OTLP goes by default. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void withoutAnEndpointNothingIsConnectedToAndTheLogIsAsEver() throws Exception {
    try (ServerSocket byDefault = listening();
        ServiceProcess service =
            ServiceProcess.start(
                List.of(),
                directory,
                "--teardown.responder.port=0",
                "--management.otlp.metrics.export.step=" + STEP,
                "--management.opentelemetry.tracing.export.otlp.endpoint=")) {
      assertThat(service.post("/api/v1/experiments", "{\"bytesSent\": 5}").statusCode())
          .isEqualTo(201);

      byDefault.setSoTimeout((int) STEP.multipliedBy(5).toMillis());
      assertThat(connected(byDefault)).isFalse();
      assertThat(service.log())
          .doesNotContainIgnoringCase("telemetry")
          .doesNotContainIgnoringCase("otlp")
          .doesNotContain("WARN", "ERROR")
          .containsPattern("INFO \\d+ --- \\[teardown] \\[ +main] net\\.teardown\\.Teardown +: ");
    }
  }

  /** The first endpoint accepts and never answers, the second one's port is closed. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void endpointsThatAreDownHardlyDelayTheStopAndAreToldOnce() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String silentAddress = "http://127.0.0.1:" + silent.getLocalPort();
      String closedAddress = "http://127.0.0.1:" + closedPort();
      try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> other =
            both.submit(() -> stopsSoonWithOneLineEach(closedAddress, silentAddress, true));
        stopsSoonWithOneLineEach(silentAddress, closedAddress, false);
        other.get();
      }
    }
  }

  /**
   * @param toldBefore whether the endpoint of the spans is known to be down before the stop
   */
  private Void stopsSoonWithOneLineEach(String spans, String metrics, boolean toldBefore)
      throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(
            List.of(),
            Files.createTempDirectory(directory, "stopped"),
            "--teardown.responder.port=0",
            "--management.opentelemetry.tracing.export.schedule-delay=100ms",
            "--management.otlp.metrics.export.step=" + STEP,
            "--management.opentelemetry.tracing.export.otlp.endpoint=" + spans,
            "--management.otlp.metrics.export.url=" + metrics)) {
      for (int i = 0; i < 3; i++) {
        service.send(run(service));
        Thread.sleep(STEP.multipliedBy(2));
      }
      service.send(run(service));
      if (toldBefore) {
        // After a few attempts, each of which waits longer.
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> service.log().contains("Spans can't be sent to "));
      }
      Instant asked = Instant.now();
      service.stop();
      assertThat(service.exitCode()).isEqualTo(143);
      assertThat(Duration.between(asked, loggedAt("Commencing graceful shutdown", service.log())))
          .as("until it turns requests away")
          .isLessThan(Duration.ofSeconds(6));
      Duration exporting =
          Duration.between(
              loggedAt("Graceful shutdown complete", service.log()),
              loggedAt("HikariPool-1 - Shutdown initiated", service.log()));
      assertThat(exporting).isLessThan(Duration.ofSeconds(6));
      assertThat(service.log())
          .containsOnlyOnce("Spans can't be sent to " + spans)
          .containsOnlyOnce("Metrics can't be sent to " + metrics)
          .doesNotContain("\tat ", "Failed to");
      return null;
    }
  }

  private static Instant loggedAt(String message, String log) {
    String line = log.lines().filter(one -> one.contains(message)).findFirst().orElseThrow();
    return Instant.parse(line.substring(0, line.indexOf(' ')));
  }

  private static int closedPort() throws IOException {
    try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return once.getLocalPort();
    }
  }

  private static HttpRequest.Builder run(ServiceProcess service) {
    return HttpRequest.newBuilder(service.firstCall().resolve("/api/v1/experiments"))
        .header("Content-Type", "application/json")
        .header("traceparent", "00-%s-%s-01".formatted(TRACE, PARENT))
        .POST(HttpRequest.BodyPublishers.ofString("{\"bytesSent\": 5, \"bytesRead\": 1}"));
  }

  private static Map<String, String> attributes(Span span) {
    Map<String, String> attributes = new TreeMap<>();
    for (KeyValue attribute : span.getAttributesList()) {
      attributes.put(
          attribute.getKey(),
          attribute.getValue().hasStringValue()
              ? attribute.getValue().getStringValue()
              : String.valueOf(attribute.getValue().getBoolValue()));
    }
    return attributes;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static ServerSocket listening() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4318));
    return socket;
  }

  private static boolean connected(ServerSocket socket) throws IOException {
    try {
      socket.accept().close();
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    }
  }
}
