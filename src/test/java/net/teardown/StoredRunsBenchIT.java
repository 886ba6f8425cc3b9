package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import net.teardown.LoadProgram.Sample;
import net.teardown.lab.Machine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares experiments that are stored one by one with those of the version before callers shared
 * commits, in turns. Fails if a rate is below nine tenths of its goal.
 */
@Tag("bench")
class StoredRunsBenchIT {

  /** The last commit in which each experiment had a commit of its own. */
  private static final String BEFORE = "f0b400d0c74ae557c7d9c26bf3a401d9368a95f2";

  private static final int ROUNDS = Integer.getInteger("teardown.bench.rounds", 7);
  private static final int RUNS = 4000;
  private static final int WARM_UP = 30_000;
  private static final String STORED = "/api/v1/experiments";
  private static final String JSON = "{\"bytesSent\":5,\"bytesRead\":1}";
  private static final Path REPORT = Path.of("target", "bench", "stored-runs.md");

  private record Line(String name, String path, int connections, double goal) {}

  private static final List<Line> LINES =
      List.of(
          new Line("stored", STORED, 1, 1),
          new Line("stored", STORED, 32, 4),
          new Line("not stored", STORED + "?store=false", 32, 0));

  private record Round(Sample before, Sample now) {

    double ratio(ToDoubleFunction<Sample> what) {
      return what.applyAsDouble(now) / what.applyAsDouble(before);
    }
  }

  @TempDir private Path directory;

  @Test
  void callersAtOnceShareCommitsAndALoneCallerIsNoSlower() throws Exception {
    Needs.posixStack();
    Needs.command("gcc");
    LoadProgram.compile();
    String load = Machine.load();
    List<String> rows = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    try (EarlierRelease release = EarlierRelease.at(BEFORE);
        ServiceProcess before = release.startForSpeed(data("before"), arguments());
        ServiceProcess now = ServiceProcess.startForSpeed(data("now"), arguments())) {
      for (ServiceProcess each : List.of(before, now)) {
        run(each, new Line("warm-up", STORED, 32, 0), WARM_UP);
      }
      for (Line line : LINES) {
        List<Round> rounds = rounds(before, now, line);
        rows.add(row("before", line, rounds, Round::before, ""));
        rows.add(row("now", line, rounds, Round::now, ratios(rounds)));
        double median = sorted(rounds, Sample::perSecond)[ROUNDS / 2];
        if (median < 0.9 * line.goal()) {
          missed.add("%s, %d: %.2f".formatted(line.name(), line.connections(), median));
        }
      }
    }
    report(load, rows);
    assertThat(missed).as("rates below 0.9 of their goals").isEmpty();
  }

  private Path data(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  private static String[] arguments() {
    return new String[] {"--teardown.history.max-count=100000000"};
  }

  private static List<Round> rounds(ServiceProcess before, ServiceProcess now, Line line)
      throws Exception {
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      if (i % 2 == 0) {
        Sample first = run(before, line, RUNS);
        rounds.add(new Round(first, run(now, line, RUNS)));
      } else {
        Sample first = run(now, line, RUNS);
        rounds.add(new Round(run(before, line, RUNS), first));
      }
    }
    return rounds;
  }

  private static Sample run(ServiceProcess service, Line line, int runs) throws Exception {
    Sample sample =
        LoadProgram.measure(
            service.process().pid(),
            "post",
            service.firstCall().getPort(),
            line.path(),
            line.connections(),
            runs,
            JSON);
    assertThat(sample.failed()).as("%s: runs without an outcome", line.name()).isZero();
    return sample;
  }

  private interface Version {
    Sample of(Round round);
  }

  private static String row(
      String name, Line line, List<Round> rounds, Version version, String ratios) {
    return "| %s, %s | %d | %,.0f | %,.0f | %,.0f / %,.0f | %s |"
        .formatted(
            line.name(),
            name,
            line.connections(),
            median(rounds, version, Sample::perSecond),
            median(rounds, version, Sample::cpuMicros),
            median(rounds, version, Sample::medianMicros),
            median(rounds, version, Sample::p99Micros),
            ratios.isEmpty() ? " | " : ratios);
  }

  private static double median(List<Round> rounds, Version version, ToDoubleFunction<Sample> what) {
    return rounds.stream()
        .mapToDouble(round -> what.applyAsDouble(version.of(round)))
        .sorted()
        .skip(ROUNDS / 2)
        .findFirst()
        .orElseThrow();
  }

  private static String ratios(List<Round> rounds) {
    double[] rates = sorted(rounds, Sample::perSecond);
    double[] costs = sorted(rounds, Sample::cpuMicros);
    return "**%.2f** [%.2f-%.2f] | **%.2f** [%.2f-%.2f]"
        .formatted(
            rates[ROUNDS / 2],
            rates[0],
            rates[ROUNDS - 1],
            costs[ROUNDS / 2],
            costs[0],
            costs[ROUNDS - 1]);
  }

  private static double[] sorted(List<Round> rounds, ToDoubleFunction<Sample> what) {
    return rounds.stream().mapToDouble(round -> round.ratio(what)).sorted().toArray();
  }

  private static void report(String load, List<String> rows) throws IOException {
    List<String> table =
        new ArrayList<>(
            List.of(
                "",
                "| runs | connections | runs/s | CPU µs | p50 / p99 µs | rate | CPU |",
                "|---|---|---|---|---|---|---|"));
    table.addAll(rows);
    BenchReport.write(
        REPORT,
        "POST /api/v1/experiments beside the version in which each had its own commit",
        load,
        ROUNDS,
        "%,d runs".formatted(RUNS),
        table);
  }
}
