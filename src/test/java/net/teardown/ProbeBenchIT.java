package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.teardown.lab.Daemon;
import net.teardown.lab.Machine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares GET /probe with blackbox_exporter's, with the same client and target, in turns. The
 * goals are reported, not asserted: only a failed probe fails the build, because another process's
 * load affects the times.
 */
@Tag("bench")
class ProbeBenchIT {

  private static final int ROUNDS = 7;
  private static final int PROBES = 4000;
  private static final int WARM_UP = 30_000;
  private static final double RATE_GOAL = 4;
  private static final double CPU_GOAL = 0.25;
  private static final Path PROGRAM = Path.of("target", "bench", "probes");
  private static final Path REPORT = Path.of("target", "bench", "probe.md");

  /** An exporter that is asked to probe. */
  private record Prober(String name, long pid, int port, String path) {}

  /** The cost of many probes. */
  private record Sample(
      double perSecond, double cpuMicros, double medianMicros, double p99Micros) {}

  @TempDir private Path directory;

  @Test
  void probesCostLessThanBlackboxExporters() throws Exception {
    Needs.posixStack();
    Needs.command("gcc");
    Needs.command("prometheus-blackbox-exporter");
    compile();
    String before = Machine.load();
    Process target = new ProcessBuilder(PROGRAM.toString(), "target").start();
    int blackboxPort = Machine.freePort();
    int data = Machine.freePort();
    try (BufferedReader said = target.inputReader(StandardCharsets.UTF_8);
        Daemon blackbox = blackbox(blackboxPort);
        ServiceProcess far =
            ServiceProcess.startForSpeed(
                Files.createDirectory(directory.resolve("far")),
                "--teardown.responder.port=" + data);
        ServiceProcess service =
            ServiceProcess.startForSpeed(
                Files.createDirectory(directory.resolve("near")),
                "--teardown.probes-file=" + responderAt(far.firstCall().getPort()),
                "--teardown.responder.enabled=false")) {
      String address = "127.0.0.1:" + said.readLine();
      int port = service.firstCall().getPort();
      long pid = service.process().pid();
      Prober anchor =
          new Prober(
              "blackbox_exporter, `tcp`",
              blackbox.pid(),
              blackboxPort,
              "/probe?module=tcp_connect&target=" + address);
      List<Prober> ours =
          List.of(
              new Prober(
                  "`tcp_connect`, the same target",
                  pid,
                  port,
                  "/probe?module=tcp_connect&target=" + address),
              new Prober("`loopback`", pid, port, "/probe?module=loopback"),
              new Prober(
                  "a second instance",
                  pid,
                  port,
                  "/probe?module=bench_responder&target=127.0.0.1:" + data));
      List<String> rows = new ArrayList<>();
      for (Prober prober : ours) {
        ask(prober, 8, WARM_UP);
      }
      ask(anchor, 8, WARM_UP / 4);
      for (int connections : new int[] {1, 32}) {
        rows.addAll(rows(anchor, ours, connections));
      }
      report(before, rows);
    } finally {
      target.destroy();
      target.waitFor();
    }
  }

  /** A module for an instance with another HTTP port than the usual one. */
  private Path responderAt(int control) throws IOException {
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

  private List<String> rows(Prober anchor, List<Prober> ours, int connections) throws Exception {
    List<List<Sample>> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      List<Prober> order = new ArrayList<>(ours);
      order.add(0, anchor);
      if (i % 2 == 1) {
        order = order.reversed();
      }
      List<Sample> round = new ArrayList<>();
      for (Prober prober : order) {
        round.add(ask(prober, connections, PROBES));
      }
      rounds.add(i % 2 == 1 ? round.reversed() : round);
    }
    List<String> rows = new ArrayList<>();
    rows.add(row(anchor, 0, connections, rounds));
    IntStream.range(0, ours.size())
        .forEach(i -> rows.add(row(ours.get(i), i + 1, connections, rounds)));
    return rows;
  }

  private static String row(Prober prober, int column, int connections, List<List<Sample>> rounds) {
    return "| %s | %d | %,.0f | %,.0f | %,.0f / %,.0f | %s | %s |"
        .formatted(
            prober.name(),
            connections,
            median(rounds, column, Sample::perSecond),
            median(rounds, column, Sample::cpuMicros),
            median(rounds, column, Sample::medianMicros),
            median(rounds, column, Sample::p99Micros),
            ratio(rounds, column, Sample::perSecond),
            ratio(rounds, column, Sample::cpuMicros));
  }

  private static double median(
      List<List<Sample>> rounds, int column, ToDoubleFunction<Sample> what) {
    return middle(rounds.stream().mapToDouble(round -> what.applyAsDouble(round.get(column))));
  }

  private static String ratio(
      List<List<Sample>> rounds, int column, ToDoubleFunction<Sample> what) {
    if (column == 0) {
      return "";
    }
    double[] ratios =
        rounds.stream()
            .mapToDouble(round ->
                what.applyAsDouble(round.get(column)) / what.applyAsDouble(round.getFirst()))
            .sorted()
            .toArray();
    return "**%.2f** [%.2f-%.2f]"
        .formatted(ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
  }

  private static double middle(DoubleStream values) {
    return values.sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
  }

  private static Sample ask(Prober prober, int connections, int probes) throws Exception {
    Duration before = Machine.cpu(prober.pid());
    Process load =
        new ProcessBuilder(
                PROGRAM.toString(),
                "load",
                String.valueOf(prober.port()),
                prober.path(),
                String.valueOf(connections),
                String.valueOf(probes))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(load.waitFor()).isZero();
    Duration cpu = Machine.cpu(prober.pid()).minus(before);
    try (Scanner words = new Scanner(said)) {
      long made = words.nextLong();
      assertThat(words.nextLong()).as("%s: probes without success", prober.name()).isZero();
      return new Sample(
          made * 1e9 / words.nextLong(),
          cpu.toNanos() / 1e3 / made,
          words.nextLong() / 1e3,
          words.nextLong() / 1e3);
    }
  }

  private Daemon blackbox(int port) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("blackbox.yml"),
            """
            modules:
              tcp_connect:
                prober: tcp
                timeout: 5s
            """);
    Daemon daemon =
        Daemon.start(
            List.of(
                "prometheus-blackbox-exporter",
                "--config.file=" + file,
                "--web.listen-address=127.0.0.1:" + port),
            directory.resolve("blackbox.log"));
    daemon.awaitListening(port);
    return daemon;
  }

  private static void compile() throws Exception {
    Files.createDirectories(PROGRAM.getParent());
    Process gcc =
        new ProcessBuilder(
                "gcc", "-O2", "-pthread", "-o", PROGRAM.toString(), "src/test/c/probes.c")
            .inheritIO()
            .start();
    assertThat(gcc.waitFor()).isZero();
  }

  private static void report(String before, List<String> rows) throws IOException {
    List<String> report = new ArrayList<>();
    report.add("# GET /probe beside blackbox_exporter's");
    report.add("");
    report.add(
        "%d cores, load %s before, %s after; %s. %d rounds of %,d probes each, order alternating, over connections that stay open; a ratio is formed inside a round: median [least-most]."
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                before,
                Machine.load(),
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                ROUNDS,
                PROBES));
    report.add(
        "Its tcp module connects and closes; ours connects, half-closes, reads to the end, looks at"
            + " the kernel's evidence and judges. A second instance takes three connections.");
    report.add("");
    report.add(
        "| prober | connections | probes/s | CPU µs | p50 / p99 µs | rate, goal %.0f | CPU, goal %.2f |"
            .formatted(RATE_GOAL, CPU_GOAL));
    report.add("|---|---|---|---|---|---|---|");
    report.addAll(rows);
    Files.write(REPORT, report);
    System.out.println(String.join("\n", report));
  }
}
