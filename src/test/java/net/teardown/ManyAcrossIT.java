package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests many experiments between two hosts at once. It takes a minute with {@code -Psoak}. */
@ExtendWith(TwoHosts.Shared.class)
class ManyAcrossIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int AT_ONCE = 32;
  private static final int FEW = 8;
  private static final Duration FOR = Duration.ofSeconds(Boolean.getBoolean("soak") ? 60 : 4);

  private static final List<String> KINDS =
      List.of(
          "'bytesRead':1",
          "'bytesRead':1,'shutdownBeforeClose':true",
          "'bytesRead':1,'replyBytes':512",
          "'replyBytes':9,'closer':'INITIATOR','bytesRead':4",
          "'replyBytes':300");

  private final TwoHosts hosts;

  ManyAcrossIT(TwoHosts hosts) {
    this.hosts = hosts;
  }

  @Test
  void thirtyTwoAtOnceAreNeitherLostNorMixedUp() throws Exception {
    atOnce("warm-up", Duration.ofSeconds(1));
    List<Usage> before = usages();
    Map<String, Long> sessionsBefore = sessions();

    long began = System.nanoTime();
    Map<String, AcrossRun> runs = atOnce("at-once", FOR);
    double seconds = (System.nanoTime() - began) / 1e9;

    List<Usage> after = usages();
    int count = runs.size();
    System.out.printf(
        "%d runs in %.1f s, %d at once: %.0f/s; CPU per run %.2f ms at the initiator's host, %.2f"
            + " ms at the responder's%n",
        count,
        seconds,
        AT_ONCE,
        count / seconds,
        after.get(0).cpuMillisSince(before.get(0)) / count,
        after.get(1).cpuMillisSince(before.get(1)) / count);

    assertThat(page("at-once")).containsExactlyInAnyOrderElementsOf(runs.keySet());
    Map<Verdict, Integer> verdicts = new TreeMap<>();
    runs.values().forEach(run -> verdicts.merge(run.verdict(), 1, Integer::sum));
    JsonNode summary =
        JSON.readTree(hosts.probeA().get("/api/v1/experiments/summary?label=at-once").body());
    assertThat(summary.get("total").asInt()).isEqualTo(count);
    verdicts.forEach((verdict, times) ->
        assertThat(summary.at("/verdicts/" + verdict).asInt()).isEqualTo(times));

    Map<String, Long> sessions = sessions();
    sessionsBefore.forEach((result, times) -> sessions.merge(result, -times, Long::sum));
    assertThat(sessions)
        .hasSize(5)
        .allSatisfy((result, times) ->
            assertThat(times).as(result).isEqualTo(result.equals("finished") ? count : 0));
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    atOnce("before", Duration.ofSeconds(1));
    List<Usage> before = usages();
    atOnce("after", Duration.ofSeconds(1));

    for (int i = 0; i < before.size(); i++) {
      Usage then = before.get(i);
      ServiceProcess instance = hosts.both().get(i);
      // Idle connections and threads may have been created meanwhile, and will end.
      await()
          .atMost(Duration.ofSeconds(45))
          .untilAsserted(() -> {
            Usage now = Usage.of(instance);
            assertThat(now.descriptors()).isLessThanOrEqualTo(then.descriptors() + FEW);
            assertThat(now.threads()).isLessThanOrEqualTo(then.threads() + FEW);
          });
    }
    assertThat(openSessions()).isZero();
  }

  /** An observer that reads late waits for the closer's drain, 2 seconds. */
  @Test
  void whoWaitsForTheOtherEndSleeps() throws Exception {
    String waits =
        "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true,'drainBeforeClose':true,"
            + "'drainMillis':%d,'observerReads':'LATE'";
    together(waits.formatted(10));
    List<Usage> before = usages();
    together(waits.formatted(2_000));
    List<Usage> after = usages();

    for (int i = 0; i < before.size(); i++) {
      long wakings = after.get(i).wakings() - before.get(i).wakings();
      System.out.println(wakings / AT_ONCE + " wakings per run that waits 2 s");
      assertThat(wakings / AT_ONCE).as("per run").isLessThan(500);
    }
  }

  private void together(String fields) throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<AcrossRun>> all = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        all.add(
            callers.submit(() -> AcrossRun.of(hosts.probeA(), hosts.near().getFirst(), fields)));
      }
      for (Future<AcrossRun> each : all) {
        assertThat(each.get().verdict()).isEqualTo(Verdict.CLEAN_EOF);
      }
    }
  }

  /** Keeps a fixed number of runs in progress for this duration, each with amounts of its own. */
  private Map<String, AcrossRun> atOnce(String label, Duration duration) throws Exception {
    Map<String, AcrossRun> runs = new ConcurrentHashMap<>();
    AtomicInteger numbers = new AtomicInteger();
    long until = System.nanoTime() + duration.toNanos();
    Callable<Integer> caller =
        () -> {
          int made = 0;
          while (System.nanoTime() < until) {
            int number = numbers.incrementAndGet();
            AcrossRun run = run(label, number);
            assertThat(runs.put(run.outcome().get("id").asString(), run)).isNull();
            made++;
          }
          return made;
        };
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        all.add(callers.submit(caller));
      }
      int made = 0;
      for (Future<Integer> each : all) {
        made += each.get();
      }
      assertThat(runs).hasSize(made);
    }
    return runs;
  }

  private AcrossRun run(String label, int number) throws Exception {
    int sent = 100 + number;
    AcrossRun run =
        AcrossRun.of(
            hosts.probeA(),
            hosts.near().get(number % 2),
            "'label':'%s','bytesSent':%d,%s,'timeoutMillis':20000"
                .formatted(label, sent, KINDS.get(number % KINDS.size())));
    assertThat(run.asPredicted()).as("%s", run).isTrue();
    assertThat(run.accusations()).as("%s", run).isEmpty();
    assertThat(run.outcome().at("/spec/bytesSent").asInt()).as("%s", run).isEqualTo(sent);
    assertThat(run.initiator().get("bytesAccepted").asInt()).as("%s", run).isEqualTo(sent);
    long arrived =
        run.responder().get("bytesRead").asLong() + run.responder().path("unreadAtClose").asLong(0);
    assertThat(arrived).as("%s", run).isEqualTo(sent);
    if (run.spec().closer() == Closer.RESPONDER) {
      assertThat(run.responder().get("unreadAtClose").asInt())
          .as("%s", run)
          .isEqualTo(run.spec().plannedUnread());
    }
    assertThat(run.outcome().at("/responderInstance/initiatorSeenAs"))
        .as("%s", run)
        .isEqualTo(run.initiator().get("address"));
    return run;
  }

  /** The ids of all experiments in the history with this label. */
  private List<String> page(String label) throws Exception {
    List<String> ids = new ArrayList<>();
    String next = "/api/v1/experiments?size=500&label=" + label;
    while (next != null) {
      JsonNode page = JSON.readTree(hosts.probeA().get(next).body());
      page.get("items").forEach(item -> ids.add(item.get("id").asString()));
      next = page.get("next").isNull() ? null : page.get("next").asString();
    }
    return ids;
  }

  private Map<String, Long> sessions() throws Exception {
    Matcher results =
        Pattern.compile(
                "^teardown_responder_sessions_total\\{.*result=\"(\\w+)\".*} (\\S+)$",
                Pattern.MULTILINE)
            .matcher(hosts.probeB().get("/metrics").body());
    Map<String, Long> sessions = new TreeMap<>();
    while (results.find()) {
      sessions.put(results.group(1), (long) Double.parseDouble(results.group(2)));
    }
    return sessions;
  }

  private double openSessions() throws Exception {
    Matcher open =
        Pattern.compile("^teardown_responder_open_sessions\\{?.* (\\S+)$", Pattern.MULTILINE)
            .matcher(hosts.probeB().get("/metrics").body());
    assertThat(open.find()).isTrue();
    return Double.parseDouble(open.group(1));
  }

  private List<Usage> usages() throws Exception {
    List<Usage> usages = new ArrayList<>();
    for (ServiceProcess instance : hosts.both()) {
      usages.add(Usage.of(instance));
    }
    return usages;
  }

  /** The resources that a process uses. */
  private record Usage(Duration cpu, long descriptors, long threads, long wakings) {

    static Usage of(ServiceProcess instance) throws Exception {
      ProcessHandle process = instance.process();
      return new Usage(
          process.info().totalCpuDuration().orElseThrow(),
          entries(process, "fd"),
          entries(process, "task"),
          wakings(process));
    }

    double cpuMillisSince(Usage before) {
      return cpu.minus(before.cpu()).toNanos() / 1e6;
    }

    /** How often its threads have gone to sleep, and so been woken. */
    private static long wakings(ProcessHandle process) throws Exception {
      try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid(), "task"))) {
        return threads.mapToLong(Usage::sleeps).sum();
      }
    }

    private static long sleeps(Path thread) {
      try (Stream<String> status = Files.lines(thread.resolve("status"))) {
        return status
            .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
      } catch (IOException | UncheckedIOException _) {
        // The thread has ended meanwhile.
        return 0;
      }
    }

    private static long entries(ProcessHandle process, String of) throws Exception {
      try (Stream<Path> entries = Files.list(Path.of("/proc/" + process.pid(), of))) {
        return entries.count();
      }
    }
  }
}
