package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import net.teardown.servers.HostileAnswer;
import net.teardown.servers.HostileControl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests that hostile control ports have no effect on the service as users run it. */
@Timeout(300)
class HostileControlServiceIT {

  private static final JsonMapper JSON = new JsonMapper();

  /** The timeout of runs against floods; without a bound they would occupy the service for 20 s. */
  private static final int TIMEOUT_MILLIS = 2000;

  /** Several times as many runs as there are connections to one instance. */
  private static final int DRIBBLED_WITH = Boolean.getBoolean("soak") ? 300 : 100;

  /** How late a response may be on a busy machine. */
  private static final Duration GRACE = Duration.ofSeconds(6);

  @TempDir private static Path directory;

  private static ServiceProcess service;
  private static int dataPort;

  @BeforeAll
  static void startTheService() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      dataPort = free.getLocalPort();
    }
    service = ServiceProcess.start(List.of(), directory, "--teardown.responder.port=" + dataPort);
  }

  @AfterAll
  static void endTheService() {
    if (service != null) {
      service.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "INTERIM_ENDLESS",
        "BLANK_LINES_ENDLESS",
        "HEADERS_ENDLESS",
        "HEADER_LINE_ENDLESS",
        "PROBLEM_ENDLESS",
        "REPORT_INTERIM_ENDLESS",
        "DISARM_ENDLESS"
      })
  void floodsDelayNeitherTheirProbesNorLiveness(HostileAnswer flood) throws Exception {
    try (HostileControl control = HostileControl.start(flood);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      AtomicBoolean over = new AtomicBoolean();
      AtomicLong slowest = new AtomicLong();
      Future<?> liveness =
          threads.submit(() -> {
            while (!over.get()) {
              long began = System.nanoTime();
              assertThat(service.get("/livez").statusCode()).isEqualTo(200);
              slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
              Thread.sleep(20);
            }
            return null;
          });
      long began = System.nanoTime();
      List<Future<HttpResponse<String>>> probes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        probes.add(threads.submit(() -> post(control)));
      }
      for (Future<HttpResponse<String>> probe : probes) {
        HttpResponse<String> response = probe.get();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      // What goes on after the outcome must have no effect either.
      Thread.sleep(500);
      over.set(true);
      liveness.get();
      System.out.printf(
          "%s: two probes in %d ms, the slowest /livez in %d ms%n",
          flood, took.toMillis(), slowest.get() / 1_000_000);
      assertThat(took).isLessThan(Duration.ofMillis(TIMEOUT_MILLIS).plus(GRACE));
      assertThat(Duration.ofNanos(slowest.get())).isLessThan(GRACE);
    }
  }

  @Test
  void sixtyOfSixtyResetsAreCountedAsExperimentsAndNoneAsADefect() throws Exception {
    double before = total("teardown_experiments_total");
    try (HostileControl control = HostileControl.start(HostileAnswer.ABORTS_WHILE_WRITTEN_TO)) {
      for (int i = 0; i < 60; i++) {
        HttpResponse<String> response = post(control);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(JSON.readTree(response.body()).get("reason").asString())
            .as(response.body())
            .isEqualTo("CONTROL_UNREACHABLE");
      }
    }
    assertThat(total("teardown_experiments_total") - before).isEqualTo(60);
    assertThat(total("teardown_runs_failed_total")).isZero();
  }

  @Test
  void afterManyRunsWithOneThatDribblesAnHonestOneIsArmedAndJudged() throws Exception {
    try (HostileControl control =
            HostileControl.start(HostileAnswer.DISARM_DRIBBLED, Duration.ofMinutes(4));
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<HttpResponse<String>>> runs = new ArrayList<>();
      for (int i = 0; i < DRIBBLED_WITH; i++) {
        runs.add(threads.submit(() -> post(control)));
      }
      for (Future<HttpResponse<String>> run : runs) {
        assertThat(run.get().statusCode()).isEqualTo(200);
      }
      JsonNode outcome =
          JSON.readTree(
              post("'bytesSent':5,'bytesRead':1,'targetHost':'127.0.0.1','targetPort':%d,"
                          .formatted(dataPort)
                      + "'responderUrl':'http://%s','timeoutMillis':20000"
                          .formatted(service.firstCall().getAuthority()))
                  .body());

      assertThat(outcome.get("verdict").asString()).as(outcome.toString()).isEqualTo("RESET");
      assertThat(outcome.get("asPredicted").asBoolean()).isTrue();
    }
  }

  private static HttpResponse<String> post(HostileControl control)
      throws IOException, InterruptedException {
    return post(control.spec() + ",'timeoutMillis':" + TIMEOUT_MILLIS);
  }

  private static HttpResponse<String> post(String fields) throws IOException, InterruptedException {
    return service.post("/api/v1/experiments?store=false", "{" + fields.replace('\'', '"') + "}");
  }

  private static double total(String metric) throws IOException, InterruptedException {
    return service
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(metric + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
