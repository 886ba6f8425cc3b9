package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Tests the largest number of the largest campaigns in the heap of the image. */
class CampaignHeapIT {

  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final int RUNNING_AND_QUEUED = 1 + 32;
  private static final int AT_ONCE = 8;

  /** Allows for a busy machine; an unresponsive instance would never answer. */
  private static final Duration LIVE = Duration.ofSeconds(10);

  private static final String ALLOWED =
      "{\"axes\": {\"bytesSent\": %s, \"replyBytes\": %s}, \"repetitions\": 1000}"
          .formatted(range(100, 200), range(0, 100));

  /** A campaign whose 10,000 cells all read more bytes than are sent, which is invalid. */
  private static final String REFUSED =
      "{\"base\": {\"bytesSent\": 0}, \"axes\": {\"bytesRead\": %s, \"replyBytes\": %s}, \"repetitions\": 1}"
          .formatted(range(100, 200), range(0, 100));

  @Test
  void whatIsAllowedFitsTheHeapAndNobodyElseIsKeptWaiting(@TempDir Path directory)
      throws Exception {
    try (ServiceProcess service = ServiceProcess.startAsImage(directory);
        ExecutorService callers = Executors.newFixedThreadPool(60);
        ExecutorService watching = Executors.newSingleThreadExecutor()) {
      AtomicBoolean over = new AtomicBoolean();
      Future<Duration> slowest = watching.submit(() -> slowestLook(service, over));
      try {
        assertThat(statuses(callers, AT_ONCE, RUNNING_AND_QUEUED, service, ALLOWED))
            .containsOnly(202);
        assertThat(service.post(CAMPAIGNS, ALLOWED).statusCode()).isEqualTo(429);
        assertAnExperimentIsAnswered(service);
        assertThat(service.get(CAMPAIGNS + "?size=500").statusCode()).isEqualTo(200);

        for (String campaign : waiting(service)) {
          assertThat(service.post(campaign + "/cancellation", "").statusCode()).isEqualTo(200);
        }
        assertThat(statuses(callers, 60, 60, service, REFUSED)).containsOnly(400);
        assertAnExperimentIsAnswered(service);
      } finally {
        over.set(true);
      }
      assertThat(slowest.get()).isLessThan(LIVE);
      assertThat(service.log()).doesNotContain("OutOfMemoryError");
    }
  }

  private static Duration slowestLook(ServiceProcess service, AtomicBoolean over) throws Exception {
    Duration slowest = Duration.ZERO;
    while (!over.get()) {
      long asked = System.nanoTime();
      assertThat(service.get("/livez").statusCode()).isEqualTo(200);
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
      Thread.sleep(100);
    }
    return slowest;
  }

  private static void assertAnExperimentIsAnswered(ServiceProcess service) throws Exception {
    HttpResponse<String> run =
        service.post("/api/v1/experiments?store=false", "{\"bytesSent\": 5}");
    assertThat(run.statusCode()).as(run.body()).isEqualTo(200);
  }

  /** The campaigns that have not begun. */
  private static List<String> waiting(ServiceProcess service) throws Exception {
    return new JsonMapper()
        .readTree(service.get(CAMPAIGNS + "?size=500").body())
        .path("items")
        .valueStream()
        .filter(item -> item.path("status").asString().equals("QUEUED"))
        .map(item -> CAMPAIGNS + "/" + item.path("id").asString())
        .toList();
  }

  private static List<Integer> statuses(
      ExecutorService callers, int atOnce, int count, ServiceProcess service, String body)
      throws Exception {
    List<Integer> statuses = new ArrayList<>();
    while (statuses.size() < count) {
      Callable<Integer> call = () -> service.post(CAMPAIGNS, body).statusCode();
      int more = Math.min(atOnce, count - statuses.size());
      List<Callable<Integer>> calls = IntStream.range(0, more).mapToObj(_ -> call).toList();
      for (Future<Integer> answer : callers.invokeAll(calls)) {
        statuses.add(answer.get());
      }
    }
    return statuses;
  }

  private static String range(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
