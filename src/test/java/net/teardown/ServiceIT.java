package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.teardown.formats.Page;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests the service as users run it, in a process of its own. A start takes seconds, so one process
 * serves all tests, and another one follows when a test has ended it.
 */
class ServiceIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");
  private static final String EXPERIMENTS = "/api/v1/experiments";
  private static final JsonMapper JSON = new JsonMapper();

  /** The drain waits two seconds for an observer who reads nothing before the close. */
  private static final String WAITS =
      """
      {"bytesSent": 5, "observerReads": "LATE", "shutdownBeforeClose": true,
       "drainBeforeClose": true, "drainMillis": 2000}\
      """;

  @TempDir private static Path directory;
  private static @Nullable ServiceProcess running;

  private ServiceProcess service;

  @BeforeEach
  void start() throws Exception {
    Needs.posixStack();
    service = running == null ? restart() : running;
  }

  @AfterAll
  static void end() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void theFirstStartShowsWhatThisHostDoesAndACallThatWorks() throws Exception {
    assertThat(service.log())
        .contains("What this host does with a TCP connection (posix sockets, kernel evidence):")
        .containsPattern("echo-one-byte +1 +1 +close +CLEAN_EOF +- +yes")
        .containsPattern("echo-many-bytes +5 +1 +close +RESET +- +yes")
        .containsPattern("echo-many-bytes-shutdown +5 +1 +shutdown, close +EOF_THEN_RESET +- +yes")
        .containsPattern("primes-nonprime-second +20 +8 +close +RESET +whole, 5 B +yes")
        .containsPattern("primes-six-sent +24 +20 +close +RESET +whole, 2 B +yes")
        .contains("All as predicted.");

    assertThat(service.firstCall()).hasPath("/api/v1/scenarios/echo-many-bytes/runs");
    HttpResponse<String> ladder =
        service.send(
            HttpRequest.newBuilder(service.firstCall()).POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(ladder.statusCode()).isEqualTo(201);
    assertThat(ladder.body())
        .startsWith("RESET ")
        .contains("close, 4 unread", "RST", "recv → ECONNRESET", "as predicted", "to end well");
  }

  /** A JVM goes on without a cache that it can't use, and says so in a warning. */
  @Test
  void theCacheOfTheseClassesIsUsedWhereThereIsOne() throws Exception {
    Needs.linux();
    assumeTrue(ServiceProcess.archive().isCurrent(), "Maven has made none of these classes");
    Path mapped = Path.of("/proc/%d/maps".formatted(service.process().pid()));
    assertThat(Files.readString(mapped)).contains("target/service/service.aot");
    assertThat(service.log()).doesNotContain("[warning]");
  }

  @Test
  void everyAnsweredExperimentSurvivesAKill() throws Exception {
    int clients = 16;
    List<String> specs =
        List.of(
            "{'bytesSent': 5, 'label': 'kill'}",
            "{'bytesSent': 5, 'bytesRead': 1, 'label': 'kill'}",
            "{'bytesSent': 5, 'bytesRead': 1, 'shutdownBeforeClose': true, 'label': 'kill'}");
    Map<String, JsonNode> answered = new ConcurrentHashMap<>();
    List<Integer> others = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> streams =
          all(
              threads,
              clients,
              client ->
                  () -> {
                    String spec = specs.get(client % specs.size()).replace('\'', '"');
                    while (true) {
                      try {
                        HttpResponse<String> answer = service.post(EXPERIMENTS, spec);
                        if (answer.statusCode() != 201) {
                          return answer.statusCode();
                        }
                        JsonNode outcome = JSON.readTree(answer.body());
                        answered.put(id(outcome), outcome);
                      } catch (IOException killed) {
                        return 0;
                      }
                    }
                  });
      await().atMost(Duration.ofMinutes(2)).until(() -> answered.size() >= (SOAK ? 5_000 : 200));
      assertThat(streams).as("streams before the kill").noneMatch(Future::isDone);
      service.kill();
      assertThat(service.exitCode()).as("ended by SIGKILL").isEqualTo(128 + 9);
      for (Future<Integer> stream : streams) {
        others.add(stream.get());
      }
    }
    assertThat(others).as("other answers than 201").containsOnly(0);

    service = restart();
    List<JsonNode> listed = list("label=kill");
    assertThat(listed)
        .extracting(ServiceIT::id)
        .doesNotHaveDuplicates()
        .containsAll(answered.keySet())
        .as("kept but not answered: at most one of each client")
        .hasSizeLessThanOrEqualTo(answered.size() + clients);
    for (JsonNode item : listed) {
      JsonNode whole = get(EXPERIMENTS + "/" + id(item));
      assertThat(whole).isEqualTo(answered.getOrDefault(id(item), whole));
      assertThat(whole.get("verdict")).isEqualTo(item.get("verdict"));
      assertThat(whole.at("/initiator/steps")).isNotEmpty();
      assertThat(whole.at("/responder/steps")).isNotEmpty();
    }
    assertThat(get(EXPERIMENTS + "/summary?label=kill").get("total").intValue())
        .isEqualTo(listed.size());
  }

  @Test
  void sixtyFourClientsPostingAtOnceLoseAndMixUpNothing() throws Exception {
    int clients = 64;
    int posts = SOAK ? 250 : 15;
    double before = finishedRequests();

    List<String> locations = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> streams =
          all(
              threads,
              clients,
              client ->
                  () -> {
                    List<String> mine = new ArrayList<>();
                    for (int post = 0; post < posts; post++) {
                      String spec =
                          "{\"bytesSent\": %d, \"bytesRead\": %d, \"label\": \"client %d\"}"
                              .formatted(posts + client, post, client);
                      HttpResponse<String> answer = service.post(EXPERIMENTS, spec);
                      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                      JsonNode outcome = JSON.readTree(answer.body());
                      assertThat(outcome.at("/spec/label").stringValue())
                          .isEqualTo("client " + client);
                      assertThat(outcome.at("/spec/bytesSent").intValue())
                          .isEqualTo(posts + client);
                      assertThat(outcome.at("/spec/bytesRead").intValue()).isEqualTo(post);
                      assertThat(outcome.at("/responder/bytesRead").intValue()).isEqualTo(post);
                      assertThat(outcome.at("/responder/unreadAtClose").intValue())
                          .as("unread of client %d in its post %d", client, post)
                          .isEqualTo(posts + client - post);
                      assertThat(outcome.get("verdict").stringValue()).isEqualTo("RESET");
                      mine.add(answer.headers().firstValue("Location").orElseThrow());
                    }
                    return mine;
                  });
      for (Future<List<String>> stream : streams) {
        locations.addAll(stream.get());
      }
    }

    assertThat(locations).hasSize(clients * posts).doesNotHaveDuplicates();
    assertThat(finishedRequests() - before).isEqualTo(clients * posts);
    for (int client = 0; client < clients; client++) {
      JsonNode summary = get(EXPERIMENTS + "/summary?label=client%20" + client);
      assertThat(summary.get("total").intValue()).isEqualTo(posts);
      assertThat(summary.at("/verdicts/RESET").intValue()).isEqualTo(posts);
    }
  }

  @Test
  void pastTheBoundClientsAreToldWhenToTryAgain() throws Exception {
    List<HttpResponse<String>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> posts =
          all(threads, 32, _ -> () -> service.post(EXPERIMENTS, WAITS));
      // The first response is a refusal: two runs are in progress and two more are queued.
      await().until(() -> posts.stream().anyMatch(Future::isDone));
      HttpResponse<String> meanwhile =
          service.post(EXPERIMENTS, "{\"bytesSent\": 5, \"bytesRead\": 1}");
      assertThat(meanwhile.statusCode()).isEqualTo(201);
      assertThat(posts.stream().filter(post -> !post.isDone()))
          .as("those that still wait when the short run is answered")
          .hasSizeGreaterThanOrEqualTo(4);
      for (Future<HttpResponse<String>> post : posts) {
        answers.add(post.get());
      }
    }
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 201)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(answer -> assertThat(answer.body()).contains("\"asPredicted\" : true"));
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() != 201)
        .isNotEmpty()
        .allSatisfy(answer -> {
          assertThat(answer.statusCode()).isEqualTo(429);
          assertThat(answer.headers().firstValue("Content-Type"))
              .contains("application/problem+json");
          assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
          assertThat(answer.body()).contains("teardown.runner.max-waiting");
        });
    assertThat(get("/actuator/health").get("status").stringValue()).isEqualTo("UP");
    assertThat(service.post(EXPERIMENTS, WAITS.replace("2000", "50")).statusCode()).isEqualTo(201);
  }

  @Test
  void aStopLetsWhatIsUnderWayBeAnsweredAndKept() throws Exception {
    JsonNode answered;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> posts =
          all(threads, 4, _ -> () -> service.post(EXPERIMENTS, WAITS));
      Thread.sleep(1_000);
      assertThat(posts).noneMatch(Future::isDone);
      service.stop();
      for (Future<HttpResponse<String>> post : posts) {
        assertThat(post.get().statusCode()).as(post.get().body()).isEqualTo(201);
      }
      answered = JSON.readTree(posts.getLast().get().body());
      assertThat(service.exitCode()).as("ended by SIGTERM").isEqualTo(128 + 15);
    }
    service = restart();
    assertThat(get(EXPERIMENTS + "/" + id(answered))).isEqualTo(answered);
  }

  @Test
  void aDiskThatWasFullIsWrittenAgainOnceThereIsRoom(@TempDir Path disk) throws Exception {
    Needs.root();
    Needs.success("unshare", "--mount", "true");
    List<String> onSmallDisk =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=3m tmpfs $0 && head -c 2500K /dev/zero >$0/ballast && exec $@",
            disk.toString());
    String spec = "{\"bytesSent\": 5, \"bytesRead\": 1}";
    try (ServiceProcess small = ServiceProcess.start(onSmallDisk, disk)) {
      int kept = 0;
      HttpResponse<String> answer = small.post(EXPERIMENTS, spec);
      while (answer.statusCode() == 201 && kept < 5_000) {
        kept++;
        answer = small.post(EXPERIMENTS, spec);
      }
      assertThat(answer.statusCode()).as("after %d: %s", kept, answer.body()).isEqualTo(503);
      assertThat(JSON.readTree(answer.body()).at("/outcome/verdict").stringValue())
          .isEqualTo("RESET");
      await().until(() -> small.get("/actuator/health").statusCode() == 503);
      assertThat(small.get("/readyz").statusCode()).isEqualTo(200);

      Files.delete(small.seenByIt(disk.resolve("ballast")));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> small.post(EXPERIMENTS, spec).statusCode() == 201);
      assertThat(JSON.readTree(small.get(EXPERIMENTS + "/summary").body()).get("total").intValue())
          .isEqualTo(kept + 1);
    }
  }

  @Test
  void thePagesNameEveryEndpoint() throws Exception {
    List<String> paths = List.copyOf(get("/v3/api-docs").get("paths").propertyNames());
    assertThat(paths).contains(EXPERIMENTS, "/api/v1/scenarios/{name}/runs");
    assertThat(Page.missingPaths(Page.all(), paths, "/api/v1")).as("on no page").isEmpty();
  }

  private static ServiceProcess restart() throws IOException, InterruptedException {
    if (running != null) {
      running.close();
      running = null;
    }
    running =
        ServiceProcess.start(
            List.of(),
            directory,
            "--teardown.vantage=probe-a",
            "--teardown.runner.max-waiting=2",
            "--teardown.runner.max-waiting-queued=2");
    return running;
  }

  private static <T> List<Future<T>> all(
      ExecutorService threads, int clients, IntFunction<Callable<T>> client) {
    return IntStream.range(0, clients).mapToObj(client).map(threads::submit).toList();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = service.get(path);
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private List<JsonNode> list(String filter) throws IOException, InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    JsonNode next = JSON.valueToTree(EXPERIMENTS + "?size=500&" + filter);
    while (!next.isNull()) {
      JsonNode page = get(next.stringValue());
      page.get("items").forEach(items::add);
      next = page.get("next");
    }
    return items;
  }

  private static String id(JsonNode outcome) {
    return outcome.get("id").stringValue();
  }

  /** The number of finished experiments of origin REQUEST, by the service's metrics. */
  private double finishedRequests() throws IOException, InterruptedException {
    return service
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("teardown_experiments_total{"))
        .filter(line -> line.contains("origin=\"request\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
