package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import net.teardown.LoadProgram.Sample;
import net.teardown.lab.Machine;
import org.jspecify.annotations.Nullable;

/** Two versions of the service that answer the same requests, in turns. */
final class TwoVersions {

  static final int ROUNDS = Integer.getInteger("teardown.bench.rounds", 7);
  private static final int REQUESTS = 4000;
  private static final int WARM_UP = 30_000;

  /** The version before, and the one that is tried. */
  private record Round(Sample before, Sample now) {

    double ratio(ToDoubleFunction<Sample> what) {
      return what.applyAsDouble(now) / what.applyAsDouble(before);
    }
  }

  /**
   * Requests of one kind.
   *
   * @param body what is posted; null for a GET
   * @param connections over how many
   * @param least how many times the rate of the version before is enough; 0 if any is
   * @param failures how many of a thousand may be without success
   */
  record Line(
      String name,
      String path,
      @Nullable String body,
      int connections,
      double least,
      int failures) {

    Line over(int some) {
      return new Line(name, path, body, some, least, failures);
    }
  }

  private final String load;
  private final Map<Line, List<Round>> compared = new LinkedHashMap<>();

  TwoVersions() throws IOException {
    this.load = Machine.load();
  }

  static void warmUp(ServiceProcess before, ServiceProcess now, Line line) throws Exception {
    ask(before, line, WARM_UP);
    ask(now, line, WARM_UP);
  }

  /** Adds the rounds between these two processes to those between others. */
  void compare(ServiceProcess before, ServiceProcess now, Line line) throws Exception {
    List<Round> rounds = compared.computeIfAbsent(line, _ -> new ArrayList<>());
    for (int i = 0; i < ROUNDS; i++) {
      if (i % 2 == 0) {
        Sample first = ask(before, line, REQUESTS);
        rounds.add(new Round(first, ask(now, line, REQUESTS)));
      } else {
        Sample first = ask(now, line, REQUESTS);
        rounds.add(new Round(ask(before, line, REQUESTS), first));
      }
    }
  }

  private static Sample ask(ServiceProcess service, Line line, int requests) throws Exception {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                line.body() == null ? "load" : "post",
                service.firstCall().getPort(),
                line.path(),
                line.connections(),
                requests));
    if (line.body() != null) {
      arguments.add(line.body());
    }
    Sample sample = LoadProgram.measure(service.process().pid(), arguments.toArray());
    assertThat(sample.failed())
        .as("%s: answers without success", line.name())
        .isLessThanOrEqualTo(sample.made() * line.failures() / 1000);
    return sample;
  }

  /** Writes the table, and fails if a rate is too low. */
  void report(Path file, String title) throws IOException {
    List<String> table =
        new ArrayList<>(
            List.of(
                "",
                "| what | connections | a second | CPU µs | p50 / p99 µs | rate | CPU |",
                "|---|---|---|---|---|---|---|"));
    List<String> missed = new ArrayList<>();
    compared.forEach((line, rounds) -> {
      double[] rates = sorted(rounds, round -> round.ratio(Sample::perSecond));
      double[] costs = sorted(rounds, round -> round.ratio(Sample::cpuMicros));
      table.add(row(line, "before", rounds, Round::before, " | "));
      table.add(row(line, "now", rounds, Round::now, range(rates) + " | " + range(costs)));
      if (middle(rates) < line.least()) {
        missed.add(
            "%s, %d: %.2f of %.2f"
                .formatted(line.name(), line.connections(), middle(rates), line.least()));
      }
    });
    int rounds = compared.values().iterator().next().size();
    BenchReport.write(file, title, load, rounds, "%,d requests".formatted(REQUESTS), table);
    assertThat(missed).as("rates that are too low").isEmpty();
  }

  private static String row(
      Line line, String version, List<Round> rounds, Function<Round, Sample> which, String ratios) {
    return "| %s, %s | %d | %,.0f | %,.0f | %,.0f / %,.0f | %s |"
        .formatted(
            line.name(),
            version,
            line.connections(),
            median(rounds, which, Sample::perSecond),
            median(rounds, which, Sample::cpuMicros),
            median(rounds, which, Sample::medianMicros),
            median(rounds, which, Sample::p99Micros),
            ratios);
  }

  private static double median(
      List<Round> rounds, Function<Round, Sample> which, ToDoubleFunction<Sample> what) {
    return middle(sorted(rounds, round -> what.applyAsDouble(which.apply(round))));
  }

  private static double[] sorted(List<Round> rounds, ToDoubleFunction<Round> what) {
    return rounds.stream().mapToDouble(what).sorted().toArray();
  }

  private static String range(double[] sorted) {
    return "**%.2f** [%.2f-%.2f]".formatted(middle(sorted), sorted[0], sorted[sorted.length - 1]);
  }

  private static double middle(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
