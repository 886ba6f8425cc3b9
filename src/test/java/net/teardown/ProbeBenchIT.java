package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.teardown.LoadProgram.Sample;
import net.teardown.lab.Daemon;
import net.teardown.lab.Machine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares GET /probe with blackbox_exporter's, with the same client and target, in turns: with the
 * JVM's own flags and with those of the image. Ratios are formed inside a round. Below nine tenths
 * of a goal it fails.
 */
@Tag("bench")
class ProbeBenchIT {

  private static final int ROUNDS = 7;
  private static final int PROBES = 4000;
  private static final int WARM_UP = 60_000;
  private static final double ENOUGH = 0.9;
  private static final double AS_IMAGE = 0.9;
  private static final Path REPORT = Path.of("target", "bench", "probe.md");

  /**
   * What is to be reached beside blackbox_exporter.
   *
   * @param rate how many times as many probes
   * @param cpu which part of its CPU per probe
   */
  private record Goal(double rate, double cpu) {

    Goal asImage() {
      return new Goal(rate * AS_IMAGE, cpu / AS_IMAGE);
    }
  }

  /** A module's goals over one connection and over 32; null for none. */
  private record Goals(@Nullable Goal one, @Nullable Goal many) {

    static final Goals NONE = new Goals(null, null);

    @Nullable Goal over(int connections) {
      return connections == 1 ? one : many;
    }
  }

  /** An exporter that is asked to probe. */
  private record Prober(String name, long pid, int port, String path, Goals goals) {}

  private final List<String> missed = new ArrayList<>();
  @TempDir private Path directory;

  @Test
  void probesCostLessThanBlackboxExporters() throws Exception {
    Needs.posixStack();
    Needs.command("gcc");
    Needs.command("prometheus-blackbox-exporter");
    LoadProgram.compile();
    String before = Machine.load();
    List<String> rows = new ArrayList<>();
    rows.addAll(rows(false));
    rows.addAll(rows(true));
    report(before, rows);
    assertThat(missed).as("below %.1f of the goal", ENOUGH).isEmpty();
  }

  private List<String> rows(boolean asImage) throws Exception {
    Process target = LoadProgram.startTarget();
    int blackboxPort = Machine.freePort();
    int data = Machine.freePort();
    Path home = Files.createDirectory(directory.resolve(asImage ? "image" : "own"));
    try (BufferedReader said = target.inputReader(StandardCharsets.UTF_8);
        Daemon blackbox = blackbox(blackboxPort);
        ServiceProcess far =
            ServiceProcess.startForSpeed(
                Files.createDirectory(home.resolve("far")), "--teardown.responder.port=" + data);
        ServiceProcess service =
            asImage
                ? ServiceProcess.startAsImage(home, arguments(far))
                : ServiceProcess.startForSpeed(home, arguments(far))) {
      String address = "127.0.0.1:" + said.readLine();
      int port = service.firstCall().getPort();
      long pid = service.process().pid();
      Prober anchor =
          new Prober(
              "blackbox_exporter, `tcp`",
              blackbox.pid(),
              blackboxPort,
              "/probe?module=tcp_connect&target=" + address,
              Goals.NONE);
      List<Prober> ours =
          List.of(
              new Prober(
                  "`loopback`",
                  pid,
                  port,
                  "/probe?module=loopback",
                  new Goals(new Goal(4.2, 0.20), new Goal(4.2, 0.25))),
              new Prober(
                  "`tcp_connect`, the same target",
                  pid,
                  port,
                  "/probe?module=tcp_connect&target=" + address,
                  new Goals(new Goal(3.4, 0.30), new Goal(3.6, 0.30))),
              new Prober(
                  "`tcp_close`, the same target",
                  pid,
                  port,
                  "/probe?module=tcp_close&target=" + address,
                  new Goals(new Goal(1.7, 0.40), new Goal(2.8, 0.32))),
              new Prober(
                  "a second instance",
                  pid,
                  port,
                  "/probe?module=bench_responder&target=127.0.0.1:" + data,
                  Goals.NONE));
      List<String> rows = new ArrayList<>();
      for (Prober prober : ours) {
        ask(prober, 8, WARM_UP);
      }
      ask(anchor, 8, WARM_UP / 4);
      for (int connections : new int[] {1, 32}) {
        rows.addAll(rows(anchor, ours, connections, asImage));
      }
      return rows;
    } finally {
      target.destroy();
      target.waitFor();
    }
  }

  private String[] arguments(ServiceProcess far) throws IOException {
    return new String[] {
      "--teardown.probes-file=" + responderAt(far.firstCall().getPort()),
      "--teardown.responder.enabled=false"
    };
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

  private List<String> rows(Prober anchor, List<Prober> ours, int connections, boolean asImage)
      throws Exception {
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
    rows.add(row(anchor, 0, connections, asImage, rounds));
    IntStream.range(0, ours.size())
        .forEach(i -> rows.add(row(ours.get(i), i + 1, connections, asImage, rounds)));
    return rows;
  }

  private String row(
      Prober prober, int column, int connections, boolean asImage, List<List<Sample>> rounds) {
    Goal goal = prober.goals().over(connections);
    if (goal != null) {
      check(prober, column, connections, asImage ? goal.asImage() : goal, rounds);
    }
    return "| %s | %s | %d | %,.0f | %,.0f | %,.0f / %,.0f | %s%s | %s%s |"
        .formatted(
            prober.name(),
            asImage ? "image's" : "own",
            connections,
            median(rounds, column, Sample::perSecond),
            median(rounds, column, Sample::cpuMicros),
            median(rounds, column, Sample::medianMicros),
            median(rounds, column, Sample::p99Micros),
            ratio(rounds, column, Sample::perSecond),
            goal == null ? "" : " of %.1f".formatted(goal.rate()),
            ratio(rounds, column, Sample::cpuMicros),
            goal == null ? "" : " of %.2f".formatted(goal.cpu()));
  }

  private void check(
      Prober prober, int column, int connections, Goal goal, List<List<Sample>> rounds) {
    double[] rate = ratios(rounds, column, Sample::perSecond);
    double[] cpu = ratios(rounds, column, Sample::cpuMicros);
    if (rate[ROUNDS / 2] < ENOUGH * goal.rate() || cpu[ROUNDS / 2] > goal.cpu() / ENOUGH) {
      missed.add("%s over %d: %s".formatted(prober.name(), connections, goal));
    }
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
    double[] ratios = ratios(rounds, column, what);
    return "**%.2f** [%.2f-%.2f]"
        .formatted(ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
  }

  /** In ascending order. */
  private static double[] ratios(
      List<List<Sample>> rounds, int column, ToDoubleFunction<Sample> what) {
    return rounds.stream()
        .mapToDouble(
            round -> what.applyAsDouble(round.get(column)) / what.applyAsDouble(round.getFirst()))
        .sorted()
        .toArray();
  }

  private static double middle(DoubleStream values) {
    return values.sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
  }

  private static Sample ask(Prober prober, int connections, int probes) throws Exception {
    Sample sample =
        LoadProgram.measure(
            prober.pid(), "load", prober.port(), prober.path(), connections, probes);
    // At this rate a port comes back within seconds, now and then before its TIME-WAIT was asked
    // for: only tcp_close asks.
    long most = prober.path().contains("tcp_close") ? sample.made() / 1000 : 0;
    assertThat(sample.failed())
        .as("%s: probes without success", prober.name())
        .isLessThanOrEqualTo(most);
    return sample;
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

  private static void report(String load, List<String> rows) throws IOException {
    List<String> table =
        new ArrayList<>(
            List.of(
                "Its tcp module connects and closes. tcp_connect answers at the same moment and"
                    + " leaves in order, which its CPU includes; tcp_close half-closes, reads to"
                    + " the end, looks at the kernel's evidence and judges. A second instance takes"
                    + " three connections.",
                "",
                "| prober | flags | connections | probes/s | CPU µs | p50 / p99 µs | rate | CPU |",
                "|---|---|---|---|---|---|---|---|"));
    table.addAll(rows);
    BenchReport.write(
        REPORT,
        "GET /probe beside blackbox_exporter's",
        load,
        ROUNDS,
        "%,d probes".formatted(PROBES),
        table);
  }
}
