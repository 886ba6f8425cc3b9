package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.teardown.lab.Machine;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares an instance that watches 5,000 targets with one that watches 500, each target every ten
 * seconds and both at the same time: how many runs are skipped, how late they start, what each
 * costs, and how much memory the process has.
 */
@Tag("bench")
class MonitoredTargetsBenchIT {

  private static final int FEW = 500;
  private static final int MANY = 5000;
  private static final int PER_MONITOR = 1000;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofSeconds(90);
  private static final Duration MEASURED = Duration.ofMinutes(2);

  /** A bound of the histogram of lags. */
  private static final String LATE_AFTER = "le=\"0.1\"";

  private static final double TOLERATED = 0.1;
  private static final Path REPORT = Path.of("target", "bench", "monitored-targets.md");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;

  private record Counts(Duration cpu, long runs, long skipped, long failed, double punctual) {

    Counts since(Counts before) {
      return new Counts(
          cpu.minus(before.cpu),
          runs - before.runs,
          skipped - before.skipped,
          failed,
          punctual - before.punctual);
    }

    double cpuMicros() {
      return cpu.toNanos() / 1e3 / runs;
    }

    double punctualShare() {
      return punctual / runs;
    }
  }

  @Test
  void tenTimesTheTargetsCostTheSameEach() throws Exception {
    Needs.posixStack();
    String load = Machine.load();
    InetAddress every = InetAddress.ofLiteral("0.0.0.0");
    try (Listening server =
            Listening.start(new InetSocketAddress(every, 0), MonitoredTargetsBenchIT::serve);
        ServiceProcess few = watching("few", server.port(), FEW);
        ServiceProcess many = watching("many", server.port(), MANY)) {
      Thread.sleep(WARM_UP);
      Counts fewBefore = counts(few);
      Counts manyBefore = counts(many);
      Thread.sleep(MEASURED);
      Counts of500 = counts(few).since(fewBefore);
      Counts of5000 = counts(many).since(manyBefore);
      long fewKib = Machine.status(few.process().pid(), "VmRSS");
      long manyKib = Machine.status(many.process().pid(), "VmRSS");
      List<String> report = new ArrayList<>();
      report.add("# %,d targets beside %,d, each every ten seconds".formatted(MANY, FEW));
      report.add("");
      report.add(
          "%d cores, load %s before, %s after; %s. %d s after %d s of warming up, the image's flags without the AOT cache."
              .formatted(
                  Runtime.getRuntime().availableProcessors(),
                  load,
                  Machine.load(),
                  Instant.now().truncatedTo(ChronoUnit.MINUTES),
                  MEASURED.toSeconds(),
                  WARM_UP.toSeconds()));
      report.add("");
      report.add("| targets | runs | skipped | within 0.1 s of being due | CPU µs a run | MiB |");
      report.add("|---|---|---|---|---|---|");
      report.add(row(FEW, of500, fewKib));
      report.add(row(MANY, of5000, manyKib));
      Files.createDirectories(REPORT.getParent());
      Files.write(REPORT, report);
      System.out.println(String.join("\n", report));
      assertThat(of5000.failed()).isZero();
      assertThat((double) of5000.runs())
          .isGreaterThan(
              (1 - TOLERATED) * MANY * MEASURED.toMillis() / (double) INTERVAL.toMillis());
      assertThat(of5000.punctualShare()).isGreaterThan((1 - TOLERATED) * of500.punctualShare());
      assertThat(of5000.cpuMicros()).isLessThan((1 + TOLERATED) * of500.cpuMicros());
      assertThat((double) manyKib).isLessThan((1 + TOLERATED) * fewKib);
    }
  }

  private static String row(int targets, Counts counts, long kib) {
    return "| %,d | %,d of %,d | %,d | %.2f %% | %,.0f | %,d |"
        .formatted(
            targets,
            counts.runs(),
            targets * MEASURED.dividedBy(INTERVAL),
            counts.skipped(),
            100 * counts.punctualShare(),
            counts.cpuMicros(),
            kib / 1024);
  }

  private static void serve(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64);
    while (channel.read(buffer) >= 0) {
      buffer.clear();
    }
  }

  private ServiceProcess watching(String name, int port, int targets) throws Exception {
    StringBuilder probes = new StringBuilder("monitors:\n");
    for (int i = 0; i < targets; i++) {
      if (i % PER_MONITOR == 0) {
        probes.append(
            "  m%d:\n    module: tcp_close\n    interval: %ds\n    maxTargets: %d\n    targets:\n"
                .formatted(i / PER_MONITOR, INTERVAL.toSeconds(), PER_MONITOR));
      }
      probes.append("      - 127.%d.%d.1:%d\n".formatted(1 + i / 200, 1 + i % 200, port));
    }
    Path file = Files.writeString(directory.resolve(name + ".yml"), probes);
    return ServiceProcess.startAsImageWithoutCache(
        Files.createDirectory(directory.resolve(name)), "--teardown.probes-file=" + file);
  }

  private static Counts counts(ServiceProcess service) throws Exception {
    long runs = 0;
    long skipped = 0;
    long failed = 0;
    for (JsonNode monitor : JSON.readTree(service.get("/api/v1/monitors").body()).get("items")) {
      String path = "/api/v1/monitors/" + monitor.get("name").asString();
      for (JsonNode target : JSON.readTree(service.get(path).body()).get("targets")) {
        runs += target.get("runs").asLong();
        skipped += target.get("skipped").asLong();
        failed += target.get("success").asBoolean() ? 0 : 1;
      }
    }
    double punctual =
        service
            .get("/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith("teardown_monitor_lag_seconds_bucket"))
            .filter(line -> line.contains(LATE_AFTER))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    return new Counts(Machine.cpu(service.process().pid()), runs, skipped, failed, punctual);
  }
}
