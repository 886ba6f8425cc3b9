package net.teardown.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import net.teardown.Needs;
import net.teardown.Teardown;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.terms.Verdict;
import net.teardown.instance.Instance;
import net.teardown.lab.Machine;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Policy;
import net.teardown.run.Runner;
import net.teardown.run.loopback.Contender;
import net.teardown.run.loopback.Contender.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Compares loopback campaigns: stored with discarded, two lanes with one, and with the same calls
 * in C. A run that is lost or not as predicted fails the build, and so does a stored campaign on
 * two lanes below {@value #LEAST} of its goal both by its rate and by its CPU: other load on the
 * machine spoils either, hardly both.
 */
@Tag("bench")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class CampaignBenchIT {

  private static final int ROUNDS = 7;
  private static final int RUNS = Integer.getInteger("teardown.bench.runs", 100_000);
  private static final int LARGE = Integer.getInteger("teardown.bench.large", 500_000);
  private static final double GOAL = 0.90;
  private static final double LEAST = 0.9;
  private static final int ENDURING = 250_000;
  private static final int PAGE = 10_000;
  private static final Path REPORT = Path.of("target", "bench", "campaign.md");
  private static final Path FLOOR = Path.of("target", "bench", "floor");

  private static final String RESET = "{\"bytesSent\": 5, \"bytesRead\": 1}";
  private static final String CLEAN = "{\"bytesSent\": 5}";

  /** How long one campaign took. */
  private record Took(UUID id, long runs, Duration wall, long cpuNanos) {

    double perSecond() {
      return runs * 1e9 / wall.toNanos();
    }

    double cpuMicros() {
      return cpuNanos / 1e3 / runs;
    }
  }

  /** One round, whose samples are taken one right after the other. */
  private record Round(
      Sample floor, Sample floorOnTwo, double kept, double forgotten, Took keptByTwo, double two) {

    double rateBesideC() {
      return keptByTwo.perSecond() / floorOnTwo.perSecond();
    }

    double cpuBesideC() {
      return keptByTwo.cpuMicros() / floorOnTwo.cpuMicros();
    }
  }

  @TempDir private Path directory;

  @Test
  void aCampaignKeepsItsRunsAtNearlyTheRateOfItsLanes() throws Exception {
    Needs.posixStack();
    Needs.command("gcc");
    compileTheFloor();
    String before = Machine.load();
    List<String> report = new ArrayList<>();
    List<Round> rounds = new ArrayList<>();
    try (Contender floor = new Contender(List.of(FLOOR.toString()));
        ConfigurableApplicationContext one = start(1);
        ConfigurableApplicationContext two = start(2)) {
      for (ConfigurableApplicationContext warm : List.of(one, two)) {
        campaign(warm, false, RESET, 2 * RUNS);
        campaign(warm, true, RESET, RUNS);
      }
      floor.play(Verdict.RESET, RUNS, 1);
      for (int i = 0; i < ROUNDS; i++) {
        rounds.add(i % 2 == 0 ? forwards(floor, one, two) : backwards(floor, one, two));
      }
      report.add("# Campaigns");
      report.add("");
      report.add(
          "%d cores, load %s before, %s after; %s. %d rounds of %,d runs, RESET, order alternating; a ratio is formed inside a round: median [least-most]."
              .formatted(
                  Runtime.getRuntime().availableProcessors(),
                  before,
                  Machine.load(),
                  Instant.now().truncatedTo(ChronoUnit.MINUTES),
                  ROUNDS,
                  RUNS));
      report.add("");
      report.add("| what | against | runs/s | goal | |");
      report.add("|---|---|---|---|---|");
      report.add(
          row(
              "one lane, forgotten",
              "C",
              rounds,
              Round::forgotten,
              round -> round.floor().perSecond(),
              0.90));
      report.add(row("one lane, stored", "forgotten", rounds, Round::kept, Round::forgotten, 0.85));
      report.add(
          row(
              "two lanes, stored",
              "C, two threads",
              rounds,
              round -> round.keptByTwo().perSecond(),
              round -> round.floorOnTwo().perSecond(),
              GOAL));
      report.add(
          row("two lanes, forgotten", "one lane", rounds, Round::two, Round::forgotten, 1.8));
      report.add("");
      report.add(
          "CPU of a run stored by two lanes, beside C on two threads: %.2f times; %.1f and %.1f us."
              .formatted(
                  median(rounds, Round::cpuBesideC),
                  median(rounds, round -> round.keptByTwo().cpuMicros()),
                  median(rounds, round -> round.floorOnTwo().cpuMicros())));
      large(two, report);
      enduring(two, report);
    }
    Files.write(REPORT, report);
    System.out.println(String.join("\n", report));

    assertThat(Math.max(median(rounds, Round::rateBesideC), 1 / median(rounds, Round::cpuBesideC)))
        .isGreaterThan(LEAST * GOAL);
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
    return rounds.stream().mapToDouble(of).sorted().toArray()[rounds.size() / 2];
  }

  private Round forwards(
      Contender floor, ConfigurableApplicationContext one, ConfigurableApplicationContext two)
      throws Exception {
    Sample c = floor.play(Verdict.RESET, RUNS, 1);
    double forgotten = campaign(one, false, RESET, RUNS).perSecond();
    double kept = campaign(one, true, RESET, RUNS).perSecond();
    double twoForgotten = campaign(two, false, RESET, RUNS).perSecond();
    Took twoKept = campaign(two, true, RESET, RUNS);
    Sample cOnTwo = floor.play(Verdict.RESET, RUNS, 2);
    return new Round(c, cOnTwo, kept, forgotten, twoKept, twoForgotten);
  }

  private Round backwards(
      Contender floor, ConfigurableApplicationContext one, ConfigurableApplicationContext two)
      throws Exception {
    Sample cOnTwo = floor.play(Verdict.RESET, RUNS, 2);
    Took twoKept = campaign(two, true, RESET, RUNS);
    double twoForgotten = campaign(two, false, RESET, RUNS).perSecond();
    double kept = campaign(one, true, RESET, RUNS).perSecond();
    double forgotten = campaign(one, false, RESET, RUNS).perSecond();
    Sample c = floor.play(Verdict.RESET, RUNS, 1);
    return new Round(c, cOnTwo, kept, forgotten, twoKept, twoForgotten);
  }

  /**
   * Measures a campaign, one ten times as large, and how long what people look at takes after each:
   * neither may depend on the size, nor what stays on the heap.
   */
  private static void large(ConfigurableApplicationContext context, List<String> report)
      throws Exception {
    report.add("");
    report.add("| runs | runs/s | CPU us | heap after it, MiB | list, ms | campaign, ms |");
    report.add("|---|---|---|---|---|---|");
    Campaigns campaigns = context.getBean(Campaigns.class);
    CampaignReports reports =
        new CampaignReports(
            campaigns, context.getBean(Experiments.class), context.getBean(Planner.class));
    for (int runs : new int[] {LARGE, 10 * LARGE, LARGE}) {
      Took took = campaign(context, true, RESET, runs);
      report.add(
          "| %,d | %,.0f | %.1f | %d | %.2f | %.2f |"
              .formatted(
                  runs,
                  took.perSecond(),
                  took.cpuMicros(),
                  heapAfterCollection() >> 20,
                  millis(() -> campaigns.list(null, 50, null)),
                  millis(() -> reports.of(campaigns.find(took.id()).orElseThrow(), null))));
    }
  }

  private static double millis(Runnable question) {
    double[] millis = new double[51];
    for (int i = 0; i < millis.length; i++) {
      long begun = System.nanoTime();
      question.run();
      millis[i] = (System.nanoTime() - begun) / 1e6;
    }
    Arrays.sort(millis);
    return millis[millis.length / 2];
  }

  private static void enduring(ConfigurableApplicationContext context, List<String> report)
      throws Exception {
    Took took = campaign(context, true, CLEAN, ENDURING);
    Campaigns campaigns = context.getBean(Campaigns.class);
    List<Instant> started = new ArrayList<>();
    for (long from = 0; from < took.runs(); from += PAGE) {
      for (Run run : campaigns.runs(took.id(), from, PAGE)) {
        assertThat(run.verdict()).isEqualTo(Verdict.CLEAN_EOF);
        started.add(run.startedAt());
      }
    }
    assertThat(started).hasSize(ENDURING);
    started.sort(null);
    int fifth = ENDURING / 5;
    double first = seconds(started.getFirst(), started.get(fifth));
    double last = seconds(started.get(ENDURING - 1 - fifth), started.getLast());
    report.add("");
    report.add(
        "%,d runs in a row that end cleanly: no failure, %,.0f runs/s; the first fifth took %.2f s, the last %.2f s."
            .formatted(ENDURING, took.perSecond(), first, last));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }

  @SuppressWarnings("NullAway") // NullAway loses the null inside a compiled record's type
  private static Took campaign(
      ConfigurableApplicationContext context, boolean kept, String base, int runs)
      throws InterruptedException {
    Campaigns campaigns = kept ? context.getBean(Campaigns.class) : new Forgetting();
    Instance instance = context.getBean(Instance.class);
    CampaignOrder order = Orders.of(base, Map.of(), runs, InvalidCells.REFUSE);
    Plan plan = context.getBean(Planner.class).plan(order);
    Campaign campaign =
        new Campaign(
            UUID.randomUUID(),
            null,
            order.base(),
            order.axes(),
            null,
            runs,
            null,
            order.invalidCells(),
            1,
            Instant.now(),
            instance.vantage(),
            instance.id(),
            Status.QUEUED,
            plan.total(),
            0,
            null,
            null,
            null);
    campaigns.create(campaign);
    Map<Optional<Target>, AllowedTarget> targets = new HashMap<>();
    targets.put(Optional.empty(), context.getBean(Policy.class).loopback());
    ApplicationEventPublisher events = context;
    RunningCampaign running =
        new RunningCampaign(
            campaigns,
            context.getBean(Runner.class),
            events,
            campaign,
            plan,
            targets,
            Duration.ofSeconds(15));
    long cpu = cpuNanos();
    long began = System.nanoTime();
    running.run();
    Duration wall = Duration.ofNanos(System.nanoTime() - began);
    cpu = cpuNanos() - cpu;
    assertThat(running.campaign().done()).isEqualTo(runs);
    assertThat(CampaignReport.of(running.campaign(), plan, running.tallies()).unexpected())
        .isZero();
    return new Took(campaign.id(), runs, wall, cpu);
  }

  private ConfigurableApplicationContext start(int lanes) {
    return new SpringApplicationBuilder(Teardown.class)
        .run(
            "--server.port=0",
            "--teardown.responder.port=0",
            "--teardown.runner.lanes=" + lanes,
            "--teardown.data-dir=" + directory.resolve("lanes-" + lanes),
            "--spring.main.banner-mode=off");
  }

  private static String row(
      String what,
      String against,
      List<Round> rounds,
      ToDoubleFunction<Round> measured,
      ToDoubleFunction<Round> anchor,
      double goal) {
    double[] ratios =
        rounds.stream()
            .mapToDouble(round -> measured.applyAsDouble(round) / anchor.applyAsDouble(round))
            .sorted()
            .toArray();
    double ratio = ratios[ratios.length / 2];
    double[] rates = rounds.stream().mapToDouble(measured).sorted().toArray();
    return "| %s | %s | %,.0f | %.2f | **%.2f** [%.2f-%.2f] %s |"
        .formatted(
            what,
            against,
            rates[rates.length / 2],
            goal,
            ratio,
            ratios[0],
            ratios[ratios.length - 1],
            ratio >= goal ? "met" : "missed");
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void compileTheFloor() throws Exception {
    Files.createDirectories(FLOOR.getParent());
    Process gcc =
        new ProcessBuilder(
                Arrays.asList(
                    "gcc", "-O2", "-pthread", "-o", FLOOR.toString(), "src/test/c/floor.c"))
            .inheritIO()
            .start();
    assertThat(gcc.waitFor()).isZero();
  }
}
