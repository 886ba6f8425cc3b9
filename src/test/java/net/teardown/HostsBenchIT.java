package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import net.teardown.LoadProgram.Sample;
import net.teardown.lab.Machine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares probes of another instance with those of the version before a probe stayed on the thread
 * that asks for it, each between two instances of its version, in turns. Fails if a rate is below
 * nine tenths of its goal.
 */
@Tag("bench")
class HostsBenchIT {

  /** The last commit in which a probe of another instance took a thread for each of its calls. */
  private static final String BEFORE = "f0b400d0c74ae557c7d9c26bf3a401d9368a95f2";

  private static final int ROUNDS = Integer.getInteger("teardown.bench.rounds", 7);
  private static final int PROBES = 4000;
  private static final int WARM_UP = 30_000;
  private static final double ENOUGH = 0.9;
  private static final Path REPORT = Path.of("target", "bench", "hosts.md");

  private record Line(int connections, double goal) {}

  private static final List<Line> LINES = List.of(new Line(1, 3), new Line(32, 1.8));

  /**
   * The cost of many probes.
   *
   * @param asked of the instance that was asked to probe
   * @param farCpuMicros CPU time of the other one, per probe
   */
  private record Cost(Sample asked, double farCpuMicros) {

    double perSecond() {
      return asked.perSecond();
    }

    double cpuMicros() {
      return asked.cpuMicros() + farCpuMicros;
    }
  }

  private record Round(Cost before, Cost now) {

    double ratio(ToDoubleFunction<Cost> what) {
      return what.applyAsDouble(now) / what.applyAsDouble(before);
    }
  }

  /** Two instances of one version, of which one probes the other. */
  private record Hosts(ServiceProcess near, ServiceProcess far, String path)
      implements AutoCloseable {

    /** Starts processes of one version. */
    private interface Version {
      ServiceProcess start(Path data, String... arguments) throws Exception;
    }

    static Hosts start(Version version, Path directory) throws Exception {
      int data = Machine.freePort();
      ServiceProcess far =
          version.start(
              Files.createDirectories(directory.resolve("far")),
              "--teardown.responder.port=" + data);
      try {
        ServiceProcess near =
            version.start(
                Files.createDirectories(directory.resolve("near")),
                "--teardown.probes-file=" + module(directory, far.firstCall().getPort()),
                "--teardown.responder.enabled=false");
        return new Hosts(near, far, "/probe?module=bench_responder&target=127.0.0.1:" + data);
      } catch (Throwable e) {
        far.close();
        throw e;
      }
    }

    /** A module for an instance with another HTTP port than the usual one. */
    private static Path module(Path directory, int control) throws IOException {
      return Files.writeString(
          directory.resolve("probes.yml"),
          """
          modules:
            bench_responder:
              spec:
                peer: RESPONDER
                bytesSent: 5
                bytesRead: 1
                responderUrl: "http://{targetHost}:%d"
          """
              .formatted(control));
    }

    Cost probe(int connections, int probes) throws Exception {
      long farPid = far.process().pid();
      double before = Machine.cpu(farPid).toNanos();
      Sample sample =
          LoadProgram.measure(
              near.process().pid(), "load", near.firstCall().getPort(), path, connections, probes);
      assertThat(sample.failed()).as("probes without success").isZero();
      return new Cost(sample, (Machine.cpu(farPid).toNanos() - before) / 1e3 / sample.made());
    }

    @Override
    public void close() {
      near.close();
      far.close();
    }
  }

  @TempDir private Path directory;

  @Test
  void aProbeOfAnotherInstanceIsSeveralTimesAsFastAsItWas() throws Exception {
    Needs.posixStack();
    Needs.command("gcc");
    LoadProgram.compile();
    String load = Machine.load();
    List<String> rows = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    try (EarlierRelease release = EarlierRelease.at(BEFORE);
        Hosts before = Hosts.start(release::startForSpeed, directory.resolve("before"));
        Hosts now = Hosts.start(ServiceProcess::startForSpeed, directory.resolve("now"))) {
      before.probe(8, WARM_UP);
      now.probe(8, WARM_UP);
      for (Line line : LINES) {
        List<Round> rounds = rounds(before, now, line.connections());
        double[] rates = sorted(rounds.stream().mapToDouble(r -> r.ratio(Cost::perSecond)));
        double[] costs = sorted(rounds.stream().mapToDouble(r -> r.ratio(Cost::cpuMicros)));
        rows.add(row("before", line, rounds.stream().map(Round::before).toList(), " | "));
        rows.add(
            row(
                "now",
                line,
                rounds.stream().map(Round::now).toList(),
                range(rates) + " of %.1f | ".formatted(line.goal()) + range(costs)));
        if (rates[ROUNDS / 2] < ENOUGH * line.goal()) {
          missed.add("%d: %.2f".formatted(line.connections(), rates[ROUNDS / 2]));
        }
      }
    }
    report(load, rows);
    assertThat(missed).as("rates below %.1f of their goals", ENOUGH).isEmpty();
  }

  private static List<Round> rounds(Hosts before, Hosts now, int connections) throws Exception {
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      if (i % 2 == 0) {
        Cost first = before.probe(connections, PROBES);
        rounds.add(new Round(first, now.probe(connections, PROBES)));
      } else {
        Cost first = now.probe(connections, PROBES);
        rounds.add(new Round(before.probe(connections, PROBES), first));
      }
    }
    return rounds;
  }

  private static String row(String version, Line line, List<Cost> costs, String ratios) {
    return "| %s | %d | %,.0f | %,.0f | %,.0f | %,.0f / %,.0f | %s |"
        .formatted(
            version,
            line.connections(),
            median(costs, Cost::perSecond),
            median(costs, cost -> cost.asked().cpuMicros()),
            median(costs, Cost::farCpuMicros),
            median(costs, cost -> cost.asked().medianMicros()),
            median(costs, cost -> cost.asked().p99Micros()),
            ratios);
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> what) {
    return sorted(costs.stream().mapToDouble(what))[ROUNDS / 2];
  }

  private static double[] sorted(DoubleStream values) {
    return values.sorted().toArray();
  }

  private static String range(double[] sorted) {
    return "**%.2f** [%.2f-%.2f]".formatted(sorted[ROUNDS / 2], sorted[0], sorted[ROUNDS - 1]);
  }

  private static void report(String load, List<String> rows) throws IOException {
    List<String> table =
        new ArrayList<>(
            List.of(
                "",
                "| version | connections | probes/s | CPU µs here | CPU µs there | p50 / p99 µs |"
                    + " rate | CPU of both |",
                "|---|---|---|---|---|---|---|---|"));
    table.addAll(rows);
    BenchReport.write(
        REPORT,
        "GET /probe of another instance beside the version before",
        load,
        ROUNDS,
        "%,d probes".formatted(PROBES),
        table);
  }
}
