package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import net.teardown.servers.HostileAnswer;
import net.teardown.servers.HostileControl;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a service with the image's flags for an hour against hostile targets of every kind, in
 * single runs, probes, monitors and campaigns. Every honest run at the same time must be judged
 * correctly. {@code -Dhostile.duration=PT1M} shortens it to a minute.
 */
@Tag("hostile")
class HostileIT {

  private static final Duration TAKES =
      Duration.parse(System.getProperty("hostile.duration", "PT1H"));

  /** The timeout of a hostile run, and how much later its response may come on a busy machine. */
  private static final int TIMEOUT_MILLIS = 1500;

  private static final Duration ANSWERED = Duration.ofMillis(TIMEOUT_MILLIS).plusSeconds(5);

  private static final Duration LIVE = Duration.ofSeconds(1);

  /** The longest stall of this machine itself during a liveness check that counts. */
  private static final Duration STALL = Duration.ofMillis(250);

  private static final int SAMPLES = 40;
  private static final int MORE_DESCRIPTORS = 48;
  private static final int MORE_THREADS = 32;
  private static final long MORE_HEAP = 16L << 20;

  private static final JsonMapper JSON = new JsonMapper();

  /** The responses of one kind of work. */
  private record Tally(AtomicLong times, AtomicLong longestMillis) {}

  /** One piece of work; a wrong result is thrown or recorded. */
  @FunctionalInterface
  private interface Work {
    void once() throws Exception;
  }

  @TempDir private Path directory;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Tally> tallies = new ConcurrentSkipListMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final List<Thread> workers = new ArrayList<>();
  private final AtomicLong longestStallNanos = new AtomicLong();
  private volatile boolean over;

  @Test
  void honestWorkGoesOnAmongTheHostile() throws Exception {
    Needs.posixStack();
    Map<Nasty, Listening> servers = new ConcurrentSkipListMap<>();
    Map<HostileAnswer, HostileControl> controls = new ConcurrentSkipListMap<>();
    for (Nasty kind : Nasty.values()) {
      servers.put(kind, kind.start());
    }
    for (HostileAnswer kind : HostileAnswer.values()) {
      controls.put(kind, HostileControl.start(kind));
    }
    assertThat(servers).hasSizeGreaterThanOrEqualTo(32);
    assertThat(controls).hasSizeGreaterThanOrEqualTo(35);
    Set<Integer> hostile = new HashSet<>();
    servers.values().forEach(server -> hostile.add(server.port()));
    controls
        .values()
        .forEach(control -> hostile.addAll(List.of(control.port(), control.dataPort())));
    Path probes = Files.writeString(directory.resolve("probes.yml"), probes(servers, controls));
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    try (ServiceProcess service =
            ServiceProcess.startAsImageWithoutCache(
                directory, "--teardown.responder.port=0", "--teardown.probes-file=" + probes);
        ServiceProcess other =
            ServiceProcess.startAsImageWithoutCache(elsewhere, "--teardown.responder.port=0");
        Listening honest = Nasty.CLOSES_LINGERING.start()) {
      String across =
          "'bytesSent':5,'bytesRead':1,'targetHost':'127.0.0.1','targetPort':%d,'responderUrl':'http://127.0.0.1:%d'"
              .formatted(dataPort(other), other.firstCall().getPort());
      work("stalls", 0, this::stall);
      work("livez", 200, () -> live(service));
      workHonestly(service, across, honest.port());
      workWithTheHostile(service, servers, controls);

      List<Usage> samples = sample(service);
      over = true;
      for (Thread worker : workers) {
        worker.join(Duration.ofMinutes(2));
      }
      for (Listening server : servers.values()) {
        server.close();
      }
      for (HostileControl control : controls.values()) {
        control.close();
      }
      report(samples);

      assertThat(wrong.stream().distinct().limit(200).toList()).isEmpty();
      assertFlat("descriptors", samples, Usage::descriptors, MORE_DESCRIPTORS);
      assertFlat("threads", samples, Usage::threads, MORE_THREADS);
      assertFlat("heap", samples, Usage::heapBytes, MORE_HEAP);
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() ->
              assertThat(Usage.connections(service, hostile))
                  .as("who was hostile is let go")
                  .isZero());
      assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(service.get("/metrics").body())
          .contains("teardown_thread_failures_total 0.0")
          .contains("teardown_responder_open_sessions 0.0");
      service.stop();
      assertThat(service.exitCode()).isEqualTo(143);
    }
  }

  // ---- the work

  private void workHonestly(ServiceProcess service, String across, int honestPort) {
    for (String spec :
        List.of(
            "'bytesSent':5,'bytesRead':1",
            "'bytesSent':5,'bytesRead':1,'shutdownBeforeClose':true",
            "'bytesSent':5,'replyBytes':1000",
            "'bytesSent':5,'shutdownBeforeClose':true,'drainBeforeClose':true")) {
      work("honest loopback " + spec, 100, () -> predicted(post(service, spec)));
    }
    work("honest responder", 100, () -> predicted(post(service, across)));
    work(
        "honest server",
        100,
        () -> {
          JsonNode outcome = post(service, server(honestPort));
          expect(
              outcome.get("verdict").asString().equals("CLEAN_EOF")
                  && outcome.get("delivery").asString().equals("WHOLE"),
              "honest server: " + outcome);
        });
    work(
        "honest probe",
        200,
        () -> {
          String page = service.get("/probe?target=127.0.0.1&module=loopback").body();
          expect(page.contains("probe_success 1"), "honest probe: " + page);
        });
    work(
        "honest campaign",
        500,
        () ->
            honestCampaign(
                service,
                "{'base':{'bytesSent':5},'axes':{'bytesRead':[0,1,5]},'repetitions':200}"));
    work(
        "honest campaign across",
        500,
        () ->
            honestCampaign(
                service,
                "{'base':{%s},'axes':{'replyBytes':[0,5]},'repetitions':10}".formatted(across)));
  }

  private void workWithTheHostile(
      ServiceProcess service,
      Map<Nasty, Listening> servers,
      Map<HostileAnswer, HostileControl> controls) {
    List<Map.Entry<String, String>> specs = new ArrayList<>();
    servers.forEach(
        (kind, server) -> specs.add(Map.entry("server " + kind, server(server.port()))));
    controls.forEach((kind, control) ->
        specs.add(
            Map.entry("control " + kind, control.spec() + ",'timeoutMillis':" + TIMEOUT_MILLIS)));
    int lanes = 4;
    for (int lane = 0; lane < lanes; lane++) {
      AtomicLong next = new AtomicLong((long) lane * specs.size() / lanes);
      work(
          "",
          50,
          () -> {
            Map.Entry<String, String> spec =
                specs.get((int) (next.getAndIncrement() % specs.size()));
            timed(spec.getKey(), () -> post(service, spec.getValue()));
          });
    }
    AtomicLong nextProbe = new AtomicLong();
    List<Listening> all = List.copyOf(servers.values());
    work(
        "hostile probe",
        50,
        () -> {
          long number = nextProbe.getAndIncrement();
          HttpResponse<String> page =
              get(
                  service,
                  "/probe?target=127.0.0.1:%d&module=%s&timeout=2s"
                      .formatted(
                          all.get((int) (number % all.size())).port(),
                          number % 2 == 0 ? "tcp_connect" : "tcp_close"));
          expect(page.statusCode() == 200, "hostile probe: " + page.body());
        });
    AtomicLong nextCampaign = new AtomicLong();
    work(
        "hostile campaign",
        500,
        () -> {
          Map.Entry<String, String> spec =
              specs.get((int) (nextCampaign.getAndAdd(7) % specs.size()));
          JsonNode ended =
              campaign(
                  service,
                  "{'base':{%s},'axes':{'timeoutMillis':[500,1500]},'repetitions':3}"
                      .formatted(spec.getValue().replaceAll(",'timeoutMillis':\\d+", "")));
          expect(
              ended.get("status").asString().equals("COMPLETED"),
              "hostile campaign, %s: %s".formatted(spec.getKey(), ended));
        });
  }

  /** Monitors of all hostile targets, with one module for each kind. */
  private static String probes(
      Map<Nasty, Listening> servers, Map<HostileAnswer, HostileControl> controls) {
    StringBuilder modules = new StringBuilder("modules:\n");
    StringBuilder monitors = new StringBuilder("monitors:\n");
    String monitor =
        "  %s: {module: %s, targets: ['127.0.0.1%s'], interval: 10s, timeout: 1500ms}\n";
    servers.forEach((kind, server) ->
        monitors.append(
            monitor.formatted(
                "s-" + kind.name().toLowerCase(Locale.ROOT), "tcp_close", ":" + server.port())));
    controls.forEach((kind, control) -> {
      String name = "c_" + kind.name().toLowerCase(Locale.ROOT);
      modules.append(
          "  %s: {title: t, spec: {'peer': 'RESPONDER', %s}}\n"
              .formatted(
                  name,
                  control.spec().replace("'targetHost':'127.0.0.1',", "").replace("':", "': ")));
      monitors.append(monitor.formatted(name, name, ""));
    });
    return modules.append(monitors).toString();
  }

  private static String server(int port) {
    return "'targetHost':'127.0.0.1','targetPort':%d,'server':{'request':{'http':{'method':'GET'}}},'timeoutMillis':%d"
        .formatted(port, TIMEOUT_MILLIS);
  }

  private void honestCampaign(ServiceProcess service, String order) throws Exception {
    JsonNode ended = campaign(service, order);
    boolean right = ended.get("status").asString().equals("COMPLETED");
    for (JsonNode cell : ended.get("cells")) {
      right &= cell.get("asPredicted").get("rate").asDouble() == 1;
    }
    expect(right, "honest campaign: " + ended);
  }

  private JsonNode campaign(ServiceProcess service, String order) throws Exception {
    HttpResponse<String> posted =
        send(
            request(service, "/api/v1/campaigns")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order.replace('\'', '"'))));
    if (posted.statusCode() != 202) {
      throw new AssertionError("%d %s".formatted(posted.statusCode(), posted.body()));
    }
    String location = URI.create(posted.headers().firstValue("Location").orElseThrow()).getPath();
    JsonNode now;
    do {
      Thread.sleep(200);
      now = JSON.readTree(get(service, location).body());
    } while (Set.of("QUEUED", "RUNNING").contains(now.get("status").asString()));
    return now;
  }

  private JsonNode post(ServiceProcess service, String fields) throws Exception {
    HttpResponse<String> response =
        send(
            request(service, "/api/v1/experiments?store=false")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{%s}".formatted(fields).replace('\'', '"'))));
    if (response.statusCode() != 200) {
      throw new AssertionError("%d %s".formatted(response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body());
  }

  private void predicted(JsonNode outcome) {
    expect(outcome.get("asPredicted").asBoolean(), "honest run: " + outcome);
  }

  private void live(ServiceProcess service) throws Exception {
    longestStallNanos.set(0);
    long asked = System.nanoTime();
    HttpResponse<String> answer = get(service, "/livez");
    Duration took = Duration.ofNanos(System.nanoTime() - asked);
    expect(answer.statusCode() == 200, "livez: " + answer.statusCode());
    expect(
        took.compareTo(LIVE) <= 0 || Duration.ofNanos(longestStallNanos.get()).compareTo(STALL) > 0,
        "livez took %d ms".formatted(took.toMillis()));
  }

  /** How long this process waits for a core, which then delays other processes too. */
  private void stall() throws InterruptedException {
    long before = System.nanoTime();
    Thread.sleep(10);
    long late = System.nanoTime() - before - Duration.ofMillis(10).toNanos();
    longestStallNanos.accumulateAndGet(late, Math::max);
  }

  // ---- threads and results

  private void work(String name, long pauseMillis, Work work) {
    workers.add(
        Thread.ofPlatform()
            .daemon()
            .name("work " + name)
            .start(() -> {
              while (!over) {
                try {
                  if (name.isEmpty()) {
                    work.once();
                  } else {
                    timed(name, work);
                  }
                  Thread.sleep(pauseMillis);
                } catch (InterruptedException _) {
                  return;
                } catch (Exception e) {
                  wrong.add("%s: %s".formatted(name, e));
                }
              }
            }));
  }

  private void timed(String name, Work work) throws InterruptedException {
    long begun = System.nanoTime();
    try {
      work.once();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      wrong.add("%s: %s".formatted(name, e));
    }
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    Tally tally = tallies.computeIfAbsent(name, _ -> new Tally(new AtomicLong(), new AtomicLong()));
    tally.times().incrementAndGet();
    tally.longestMillis().accumulateAndGet(millis, Math::max);
    if (name.startsWith("server ") || name.startsWith("control ")) {
      expect(millis <= ANSWERED.toMillis(), "%s took %d ms".formatted(name, millis));
    }
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      wrong.add(otherwise);
    }
  }

  private List<Usage> sample(ServiceProcess service) throws Exception {
    List<Usage> samples = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 1; i <= SAMPLES; i++) {
      long until = begun + TAKES.multipliedBy(i).dividedBy(SAMPLES).toNanos();
      Thread.sleep(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      try {
        samples.add(Usage.of(service));
      } catch (IOException e) {
        wrong.add("metrics: " + e);
      }
    }
    return samples;
  }

  /** Compares the second tenth of the samples, after the warm-up, with the last tenth. */
  private static void assertFlat(
      String what, List<Usage> samples, ToLongFunction<Usage> of, long mayGrow) {
    int tenth = Math.max(1, samples.size() / 10);
    long first = median(samples.subList(tenth, 2 * tenth), of);
    long last = median(samples.subList(samples.size() - tenth, samples.size()), of);
    assertThat(last).as(what).isLessThanOrEqualTo(first + mayGrow);
  }

  private static long median(List<Usage> samples, ToLongFunction<Usage> of) {
    return samples.stream()
        .mapToLong(of)
        .sorted()
        .skip(samples.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private void report(List<Usage> samples) throws IOException {
    String table =
        tallies.entrySet().stream()
            .sorted(Comparator.comparing(Map.Entry::getKey))
            .map(each ->
                "%-60s %8d times, %6d ms at most%n"
                    .formatted(
                        each.getKey(),
                        each.getValue().times().get(),
                        each.getValue().longestMillis().get()))
            .collect(Collectors.joining());
    String usages =
        samples.stream()
            .map(usage ->
                "%5d descriptors %4d threads %6d KiB of heap%n"
                    .formatted(usage.descriptors(), usage.threads(), usage.heapBytes() / 1024))
            .collect(Collectors.joining());
    Path file = Files.createDirectories(Path.of("target/hostile")).resolve("report.txt");
    Files.writeString(
        file,
        table + usages + wrong.stream().map(line -> line + "\n").collect(Collectors.joining()));
    System.out.println(table + usages);
  }

  private HttpRequest.Builder request(ServiceProcess service, String path) {
    return HttpRequest.newBuilder(service.firstCall().resolve(path));
  }

  private HttpResponse<String> get(ServiceProcess service, String path) throws Exception {
    return send(request(service, path).GET());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(
        request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static int dataPort(ServiceProcess service) throws Exception {
    return JSON.readTree(service.get("/api/v1/info").body()).get("dataPort").asInt();
  }
}
