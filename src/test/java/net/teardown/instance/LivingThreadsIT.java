package net.teardown.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tests the threads of a running service in which every room that has threads is active. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"teardown.responder.port=0", "teardown.campaign.max-running=2"})
@Timeout(120)
class LivingThreadsIT {

  /** Threads of the JDK, Tomcat, the database and its pool, and the test framework. */
  private static final Pattern OTHERS =
      Pattern.compile(
          "main|Reference Handler|Finalizer|Signal Dispatcher|Notification Thread|Common-Cleaner"
              + "|Attach Listener|process reaper.*|Virtual.*|VirtualThread-.*|ForkJoinPool.*"
              + "|Service Thread|Monitor Deflation Thread|C[12] CompilerThread.*|JFR.*"
              + "|Cleaner-.*|Read-Poller|Write-Poller|.*-Poller|RMI .*|JNA Cleaner"
              + "|surefire.*|ping-.*|last-ditch.*|junit.*|awaitility.*|HttpClient-.*"
              + "|Catalina-utility-.*|container-\\d+|http-nio-.*|tomcat-.*"
              + "|HikariPool.*|H2 .*|MVStore.*|PostgreSQL-JDBC.*|idle-connection-evictor.*"
              + "|parallel-.*|mockito.*|spring.*|SpringApplication.*|background-preinit"
              + "|process-.*|log4j.*|logback-.*|prometheus-.*|Micrometer.*");

  /** Threads of this service that live for one run. */
  private static final Pattern PASSING =
      Pattern.compile(
          "(session|remote|max-waiting|max-remote|control|disarm|mesh|planning)-\\d+|initiator"
              + "|self-check");

  /** Threads of other tests in this process, from before the tested service was started. */
  private static final Set<Thread> BEFORE = Set.copyOf(Thread.getAllStackTraces().keySet());

  @TempDir private static Path directory;

  @LocalServerPort private int port;

  private final HttpClient client = HttpClient.newHttpClient();

  @DynamicPropertySource
  static void files(DynamicPropertyRegistry properties) throws Exception {
    Path probes = directory.resolve("probes.yml");
    Files.writeString(probes, "monitors: {a: {targets: ['127.0.0.1:1'], interval: 1s}}");
    properties.add("teardown.data-dir", directory::toString);
    properties.add("teardown.probes-file", probes::toString);
  }

  @Test
  void everyThreadOfOursIsWatched() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(names(StandingThreads.ofThisProcess().all()))
                .contains(
                    "campaign-1",
                    "campaign-2",
                    "campaign-lease",
                    "data-port",
                    "lane-1",
                    "monitor-clock",
                    "probes-file",
                    "remote",
                    "scheduled"));
    Set<Thread> watched = StandingThreads.ofThisProcess().all();
    List<String> unwatched =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !watched.contains(thread) && !BEFORE.contains(thread))
            .map(Thread::getName)
            .filter(name -> !OTHERS.matcher(name).matches() && !PASSING.matcher(name).matches())
            .sorted()
            .toList();

    assertThat(unwatched)
        .as("a thread that stands is to be started by %s", StandingThreads.class.getSimpleName())
        .isEmpty();
  }

  @Test
  void anInstanceThatHasLostAThreadIsNotReady() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);

    Thread lost =
        StandingThreads.ofThisProcess()
            .start(
                "lost",
                () -> {
                  throw new AssertionError("a broken rule");
                });
    lost.join();

    try {
      for (String path :
          List.of("/readyz", "/-/ready", "/actuator/health/readiness", "/actuator/health")) {
        assertThat(get(path).statusCode()).as(path).isEqualTo(503);
      }
      assertThat(get("/actuator/health").body())
          .contains("\"dead\":{\"lost\":\"java.lang.AssertionError: a broken rule\"}");
      assertThat(get("/livez").statusCode()).isEqualTo(200);
      assertThat(get("/-/ready").body()).isEqualTo("Not ready\n");
      assertThat(get("/-/healthy").body()).isEqualTo("Healthy\n");
    } finally {
      StandingThreads.ofThisProcess().forget(lost);
    }
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  private static Set<String> names(Set<Thread> threads) {
    return threads.stream().map(Thread::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
