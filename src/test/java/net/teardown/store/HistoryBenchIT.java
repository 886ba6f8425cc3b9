package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.teardown.Teardown;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Campaigns;
import net.teardown.campaign.Campaigns.RunFilter;
import net.teardown.campaign.Campaigns.Summary;
import net.teardown.campaign.Run;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Machine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures a history with a million experiments: {@code mvn -Pbench verify}. They span thirty days,
 * ten verdicts, a dozen hosts, twenty frequent labels and a hundred thousand rare ones.
 */
@Tag("bench")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class HistoryBenchIT {

  private static final int ROWS = Integer.getInteger("bench.rows", 1_000_000);
  private static final int BATCH = 2000;
  private static final int CALLS = Integer.getInteger("bench.calls", 100);
  private static final Duration SPAN = Duration.ofDays(30);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path REPORT = Path.of("target", "bench");

  /** Deletes nothing except on request of this class. */
  private static final String QUIET = "--teardown.history.sweep-interval=1d";

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private Path directory;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private final List<UUID> campaigns = Stream.generate(CampaignSamples::id).limit(50).toList();

  @Test
  void onH2() throws Exception {
    try (TestingH2 database = new TestingH2(directory)) {
      measure("H2", database, "analyze");
    }
  }

  @Test
  void onPostgres() throws Exception {
    try (TestingPostgres database = new TestingPostgres(directory)) {
      // Autovacuum does this within a minute.
      measure("PostgreSQL", database, "vacuum analyze");
    }
  }

  private void measure(String name, TestingDatabase database, String settle) throws Exception {
    StringBuilder report = new StringBuilder();
    try (TestingStore store = database.start("--teardown.history.max-count=100000000", QUIET)) {
      long begun = System.nanoTime();
      fill(store);
      store.bean(JdbcClient.class).sql(settle).update();
      say(
          report,
          "%s: %,d experiments, filled in %.0f s, %,d MiB on disk%n"
              .formatted(name, ROWS, seconds(begun), size() >> 20));
    }
    List<String> arguments = new ArrayList<>(List.of("--server.port=0", QUIET));
    arguments.add("--teardown.responder.port=0");
    arguments.add("--teardown.history.max-count=100000000");
    arguments.addAll(database.arguments());
    try (ConfigurableApplicationContext service =
        SpringApplication.run(Teardown.class, arguments.toArray(String[]::new))) {
      scroll(report, service.getEnvironment().getRequiredProperty("local.server.port"));
    }
    try (TestingStore store = database.start("--teardown.history.max-count=100000000", QUIET)) {
      Experiments experiments = store.experiments();
      say(report, "%-48s %8s %8s %8s %8s%n".formatted("ms", "rows", "p50", "p99", "most"));
      for (Map.Entry<String, ExperimentFilter> filter : filters().entrySet()) {
        line(
            report,
            experiments,
            "page, " + filter.getKey(),
            () -> experiments.list(filter.getValue(), 50, null).items().size());
      }
      for (Map.Entry<String, ExperimentFilter> filter : filters().entrySet()) {
        line(
            report,
            experiments,
            "summary, " + filter.getKey(),
            () ->
                experiments.countByVerdict(filter.getValue()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum());
      }
      // What the counts by the hour are for: the same question, asked of the rows.
      for (Map.Entry<String, ExperimentFilter> filter : filters().entrySet()) {
        WhereClause of = WhereClause.of(filter.getValue(), null);
        line(
            report,
            experiments,
            "count of rows, " + filter.getKey(),
            () ->
                store
                    .bean(JdbcClient.class)
                    .sql(
                        "select verdict, count(*) as kept from experiment "
                            + of.where()
                            + " group by verdict")
                    .params(of.parameters())
                    .query((row, _) -> row.getLong("kept"))
                    .list()
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum());
      }
      campaign(report, store);
    }
    try (TestingStore store = database.start("--teardown.history.max-count=" + ROWS / 2, QUIET)) {
      retention(report, store);
    }
    Files.createDirectories(REPORT);
    Files.writeString(REPORT.resolve("history-" + name + ".txt"), report);
  }

  /**
   * Measures a campaign with a million runs: how fast runs are kept, and how fast its cells are
   * read.
   */
  private void campaign(StringBuilder report, TestingStore store) throws Exception {
    Campaigns campaigns = store.campaigns();
    UUID here = UUID.randomUUID();
    Campaign campaign = CampaignSamples.campaign(here);
    campaigns.hold(here);
    campaigns.create(campaign);
    long before = size();
    long kept = 0;
    long nanos = 0;
    for (int from = 0; from < ROWS; from += 4096) {
      List<Run> runs = CampaignSamples.runs(from, Math.min(4096, ROWS - from));
      long begun = System.nanoTime();
      kept = campaigns.append(campaign.id(), here, from, runs, List.of()).done();
      nanos += System.nanoTime() - begun;
    }
    assertThat(kept).isEqualTo(ROWS);
    say(
        report,
        "%n%,d runs of a campaign kept at %,.0f a second, %.1f bytes each%n"
            .formatted(kept, kept * 1e9 / nanos, (double) (size() - before) / kept));
    campaigns.summarise(campaign.id(), here, new Summary(ROWS - 150_000, new byte[400_000]));
    Experiments experiments = store.experiments();
    say(report, "%-48s %8s %8s %8s %8s%n".formatted("ms", "rows", "p50", "p99", "most"));
    line(
        report,
        experiments,
        "campaign and summary of its runs",
        () ->
            campaigns.find(campaign.id()).orElseThrow().done()
                - campaigns.summary(campaign.id()).orElseThrow().runs());
    line(
        report,
        experiments,
        "10,000 runs",
        () -> campaigns.runs(campaign.id(), ROWS / 2, 10_000).size());
    for (int size : new int[] {51, 501}) {
      for (long from : new long[] {0, ROWS / 2, ROWS - 100}) {
        line(
            report,
            experiments,
            "%d runs of a cell of 12, from run %,d on".formatted(size, from),
            () -> campaigns.runs(campaign.id(), new RunFilter(7, false), from, size).size());
      }
    }
    line(
        report,
        experiments,
        "a cell without runs, among all",
        () -> campaigns.runs(campaign.id(), new RunFilter(12, false), 0, 51).size());
    line(
        report,
        experiments,
        "5 s of runs that no summary has yet",
        () -> {
          long runs = 0;
          for (int from = ROWS - 150_000; from < ROWS; from += 10_000) {
            runs += campaigns.runs(campaign.id(), from, 10_000).size();
          }
          return runs;
        });
  }

  /** Measures each of ten pages, from one to the next over HTTP, as whoever scrolls reads them. */
  private static void scroll(StringBuilder report, String port) throws Exception {
    say(
        report,
        "%n%-48s %8s %8s %8s %8s%n"
            .formatted("ms a page of 50 over HTTP", "pages", "p50", "p99", "most"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      awaitFirstPage(client, "http://127.0.0.1:" + port + "/api/v1/info");
      for (String query :
          List.of(
              "size=50",
              "size=50&to=-15d",
              "size=50&verdict=RESET",
              "size=50&label=label-7",
              "size=50&targetHost=host-3.example",
              "size=50&asPredicted=false")) {
        scroll(report, client, "http://127.0.0.1:" + port, query);
      }
    }
  }

  /** Nobody scrolls before the service has made a page for nobody, or by a client that is new. */
  private static void awaitFirstPage(HttpClient client, String other) throws Exception {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("first-page")) {
        thread.join(Duration.ofSeconds(10));
      }
    }
    JSON.readTree(
        client
            .send(
                HttpRequest.newBuilder(URI.create(other)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }

  private static void scroll(StringBuilder report, HttpClient client, String base, String query)
      throws Exception {
    List<Double> first = new ArrayList<>();
    List<Double> later = new ArrayList<>();
    Duration cpu = Duration.ZERO;
    for (int round = 0; round < 11; round++) {
      if (round == 1) {
        cpu = Machine.cpu(ProcessHandle.current().pid());
      }
      String next = "/api/v1/experiments?" + query;
      for (int page = 0; page < 10; page++) {
        long begun = System.nanoTime();
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(base + next)).build(),
                HttpResponse.BodyHandlers.ofString());
        (round == 0 ? first : later).add((System.nanoTime() - begun) / 1e6);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode read = JSON.readTree(answer.body());
        assertThat(read.path("items").size()).isEqualTo(50);
        next = read.path("next").asString();
      }
    }
    cpu = Machine.cpu(ProcessHandle.current().pid()).minus(cpu);
    first.sort(null);
    later.sort(null);
    say(
        report,
        "%s: %.1f ms of CPU a page, client included%n"
            .formatted(query, cpu.toNanos() / 1e6 / later.size()));
    say(report, percentiles(query + ", for the first time", first.size(), first));
    say(report, percentiles(query + ", ten times more", later.size(), later));
  }

  /**
   * Measures how long keeping an experiment takes while half of the experiments are being deleted.
   */
  private static void retention(StringBuilder report, TestingStore store) throws Exception {
    Retention retention = store.bean(Retention.class);
    List<Double> undisturbed = Collections.synchronizedList(new ArrayList<>());
    List<Double> meanwhile = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<List<Double>> into = new AtomicReference<>(undisturbed);
    AtomicBoolean over = new AtomicBoolean();
    double took;
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      writer.execute(() -> {
        while (!over.get()) {
          long begun = System.nanoTime();
          store.experiments().keep(Outcomes.outcome(Instant.now(), Verdict.RESET, "writer", true));
          into.get().add((System.nanoTime() - begun) / 1e6);
        }
      });
      Thread.sleep(5000);
      into.set(meanwhile);
      long begun = System.nanoTime();
      retention.sweep();
      took = seconds(begun);
      over.set(true);
    }
    undisturbed.sort(null);
    meanwhile.sort(null);
    long left =
        store.experiments().countByVerdict(ExperimentFilter.ALL).values().stream()
            .mapToLong(Long::longValue)
            .sum();
    say(report, "%nforgot all but %,d experiments in %.0f s%n".formatted(left, took));
    say(
        report,
        "%-48s %8s %8s %8s %8s%n".formatted("ms to keep one", "kept", "p50", "p99", "most"));
    say(report, percentiles("undisturbed", undisturbed.size(), undisturbed));
    say(report, percentiles("meanwhile", meanwhile.size(), meanwhile));
  }

  private static void say(StringBuilder report, String text) {
    report.append(text);
    System.out.print(text);
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private interface Call {
    long rows() throws Exception;
  }

  private static void line(StringBuilder report, Experiments experiments, String what, Call call)
      throws Exception {
    List<Double> millis = new ArrayList<>();
    long rows = 0;
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    for (int i = 0; i < 3 + CALLS && (i < 6 || System.nanoTime() < deadline); i++) {
      // H2 would answer a repeated query from memory as long as nothing changes.
      experiments.keep(Outcomes.outcome(Instant.now(), Verdict.INCONCLUSIVE, "another", null));
      long begun = System.nanoTime();
      rows = call.rows();
      if (i >= 3) {
        millis.add((System.nanoTime() - begun) / 1e6);
      }
    }
    millis.sort(null);
    say(report, percentiles(what, rows, millis));
  }

  private static String percentiles(String what, long rows, List<Double> sorted) {
    return String.format(
        Locale.ROOT,
        "%-48s %8d %8.1f %8.1f %8.1f%n",
        what,
        rows,
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 99 / 100),
        sorted.getLast());
  }

  private Map<String, ExperimentFilter> filters() {
    Map<String, ExperimentFilter> filters = new LinkedHashMap<>();
    Instant from = now.minus(Duration.ofDays(17)).plusMillis(1234);
    Instant to = now.minus(Duration.ofDays(3)).plusMillis(4321);
    Instant soon = from.plus(Duration.ofMinutes(90));
    filters.put("everything", ExperimentFilter.ALL);
    filters.put("verdict, common", of(Verdict.RESET, null, null, null, null, null, null));
    filters.put("verdict, rare", of(Verdict.KEPT_OPEN, null, null, null, null, null, null));
    filters.put("verdict, never", of(Verdict.NOT_OBSERVED, null, null, null, null, null, null));
    filters.put("targetHost", of(null, "host-3.example", null, null, null, null, null));
    filters.put("targetHost, unknown", of(null, "nowhere", null, null, null, null, null));
    filters.put("label, common", of(null, null, "label-7", null, null, null, null));
    filters.put("label, rare", of(null, null, "build-77", null, null, null, null));
    filters.put("asPredicted", of(null, null, null, true, null, null, null));
    filters.put("not asPredicted", of(null, null, null, false, null, null, null));
    filters.put("campaign", of(null, null, null, null, campaigns.get(7), null, null));
    filters.put("from", of(null, null, null, null, null, from, null));
    filters.put("to", of(null, null, null, null, null, null, to));
    filters.put("from, to", of(null, null, null, null, null, from, to));
    filters.put("from, to within 90 min", of(null, null, null, null, null, from, soon));
    filters.put("verdict, asPredicted", of(Verdict.RESET, null, null, false, null, null, null));
    filters.put(
        "verdict, targetHost", of(Verdict.RESET, "host-3.example", null, null, null, null, null));
    filters.put(
        "verdict, targetHost, never together",
        of(Verdict.RESET, "host-11.example", null, null, null, null, null));
    filters.put(
        "verdict, label, never together",
        of(Verdict.CLEAN_EOF, null, "label-0", null, null, null, null));
    filters.put("targetHost, label", of(null, "host-3.example", "label-7", null, null, null, null));
    filters.put(
        "targetHost, asPredicted", of(null, "host-3.example", null, false, null, null, null));
    filters.put("label, asPredicted, from, to", of(null, null, "label-7", true, null, from, to));
    filters.put("verdict, from, to", of(Verdict.RESET, null, null, null, null, from, to));
    filters.put(
        "all of them", of(Verdict.RESET, "host-3.example", "label-7", true, null, from, to));
    filters.put(
        "all of them, never together",
        of(Verdict.RESET, "host-11.example", "label-7", true, null, from, to));
    return filters;
  }

  private static ExperimentFilter of(
      @Nullable Verdict verdict,
      @Nullable String targetHost,
      @Nullable String label,
      @Nullable Boolean asPredicted,
      @Nullable UUID campaign,
      @Nullable Instant from,
      @Nullable Instant to) {
    return new ExperimentFilter(verdict, targetHost, label, asPredicted, campaign, from, to);
  }

  private void fill(TestingStore store) {
    ExperimentRows rows = store.bean(ExperimentRows.class);
    Database access = store.bean(Database.class);
    SplittableRandom random = new SplittableRandom(4711);
    Instant first = now.minus(SPAN);
    for (int from = 0; from < ROWS; from += BATCH) {
      List<ExperimentRow> batch = new ArrayList<>();
      for (int i = from; i < from + BATCH; i++) {
        batch.add(row(i, first.plusNanos(SPAN.toNanos() / ROWS * i), random));
      }
      access.atomically(() -> {
        rows.insert(batch);
        return 0;
      });
    }
    rows.fold();
    assertThat(store.experiments().list(ExperimentFilter.ALL, 1, null).items()).hasSize(1);
  }

  private ExperimentRow row(int number, Instant startedAt, SplittableRandom random) {
    int host = random.nextInt(20);
    int kind = random.nextInt(40);
    String label = kind < 20 ? "label-" + kind : kind < 24 ? "build-" + number / 100 : null;
    int ended = random.nextInt(10_000);
    Verdict verdict;
    if (kind == 0 || (host != 11 && ended < 3000)) {
      verdict = Verdict.RESET;
    } else if (ended < 4000) {
      verdict = Verdict.EOF_THEN_RESET;
    } else if (ended < 4300) {
      verdict = Verdict.TIMED_OUT;
    } else if (ended < 4450) {
      verdict = Verdict.REFUSED;
    } else if (ended < 4451) {
      verdict = Verdict.KEPT_OPEN;
    } else {
      verdict = Verdict.CLEAN_EOF;
    }
    int predicted = random.nextInt(1000);
    Experiment outcome =
        Outcomes.outcome(
                startedAt,
                verdict,
                label,
                predicted == 0 ? Boolean.FALSE : predicted < 20 ? null : true)
            .keptAs(CampaignSamples.id());
    UUID campaign = random.nextInt(20) == 0 ? campaigns.get(random.nextInt(50)) : null;
    return ExperimentRow.of(
        outcome, host < 12 ? "host-%d.example".formatted(host) : null, campaign);
  }

  private long size() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
