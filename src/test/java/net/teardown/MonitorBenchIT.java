package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.teardown.lab.Machine;
import net.teardown.servers.Listening;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures a thousand targets, each probed once a second, of which a fifth drops every SYN: whether
 * the others keep their schedule, as the targets themselves see it.
 */
@Tag("bench")
class MonitorBenchIT {

  private static final int LIVE = 800;
  private static final int DEAD = 200;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /**
   * For the JIT compiler, and for the first runs of dead targets, which are not known to be dead
   * yet.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  private static final Duration MEASURED = Duration.ofMinutes(2);
  private static final Path REPORT = Path.of("target", "bench", "monitors.md");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;

  @Test
  void theDeadDontDelayTheLiving() throws Exception {
    Needs.posixStack();
    String load = Machine.load();
    Map<InetAddress, Queue<Long>> arrivals = new ConcurrentHashMap<>();
    InetAddress every = InetAddress.ofLiteral("0.0.0.0");
    try (Listening live =
            Listening.start(new InetSocketAddress(every, 0), channel -> serve(channel, arrivals));
        ServerSocket full = new ServerSocket(0, 1, every);
        Fill _ = new Fill(full.getLocalPort());
        ServiceProcess service =
            ServiceProcess.startForSpeed(
                Files.createDirectory(directory.resolve("service")),
                "--teardown.probes-file=" + probes(live.port(), full.getLocalPort()))) {
      Thread.sleep(WARM_UP);
      Counts before = counts(service);
      arrivals.clear();
      Thread.sleep(MEASURED);
      Map<InetAddress, List<Long>> seen = new HashMap<>();
      arrivals.forEach((address, times) -> seen.put(address, List.copyOf(times)));
      Counts after = counts(service);
      report(load, seen, before, after);
      assertThat(seen).hasSize(LIVE);
      assertThat(after.failedLive()).isZero();
      assertThat(after.succeededDead()).isZero();
    }
  }

  private static void serve(SocketChannel channel, Map<InetAddress, Queue<Long>> arrivals)
      throws IOException {
    long now = System.nanoTime();
    arrivals
        .computeIfAbsent(
            ((InetSocketAddress) channel.getLocalAddress()).getAddress(),
            _ -> new ConcurrentLinkedQueue<>())
        .add(now);
    ByteBuffer buffer = ByteBuffer.allocate(64);
    while (channel.read(buffer) >= 0) {
      buffer.clear();
    }
  }

  /**
   * Connections that are never accepted, which fill the listen queue until further SYNs are
   * dropped: tcp(7), listen(2).
   */
  private static final class Fill implements AutoCloseable {

    private final List<Socket> sockets = new ArrayList<>();

    Fill(int port) throws IOException {
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        try {
          socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 500);
        } catch (SocketTimeoutException _) {
          return;
        }
      }
      throw new AssertionError("the listener's queue has no end");
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private Path probes(int live, int dead) throws IOException {
    return Files.writeString(
        directory.resolve("probes.yml"),
        """
        monitors:
          all:
            module: tcp_connect
            interval: 1s
            maxTargets: 1000
            targets:
        %s%s\
        """
            .formatted(targets("127.1", live, LIVE), targets("127.2", dead, DEAD)));
  }

  private static String targets(String network, int port, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "      - %s.%d.%d:%d\n".formatted(network, i / 200, 1 + i % 200, port))
        .collect(Collectors.joining());
  }

  /** The service's own counts. */
  private record Counts(
      Duration cpu,
      long runsLive,
      long runsDead,
      long skippedLive,
      long skippedDead,
      long failedLive,
      long succeededDead,
      List<Long> lag) {}

  private static Counts counts(ServiceProcess service) throws Exception {
    List<JsonNode> targets =
        JSON.readTree(service.get("/api/v1/monitors/all").body())
            .get("targets")
            .valueStream()
            .toList();
    List<JsonNode> live = within(targets, "127.1.");
    List<JsonNode> dead = within(targets, "127.2.");
    assertThat(live).hasSize(LIVE);
    assertThat(dead).hasSize(DEAD);
    return new Counts(
        Machine.cpu(service.process().pid()),
        sum(live, "runs"),
        sum(dead, "runs"),
        sum(live, "skipped"),
        sum(dead, "skipped"),
        live.stream().filter(target -> !target.get("success").asBoolean()).count(),
        dead.stream().filter(target -> target.get("success").asBoolean(false)).count(),
        service
            .get("/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith("teardown_monitor_lag_seconds_bucket"))
            .map(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .toList());
  }

  private static List<JsonNode> within(List<JsonNode> targets, String network) {
    return targets.stream()
        .filter(target -> target.get("address").asString().startsWith(network))
        .toList();
  }

  private static long sum(List<JsonNode> targets, String field) {
    return targets.stream().mapToLong(target -> target.get(field).asLong()).sum();
  }

  private static void report(
      String load, Map<InetAddress, List<Long>> arrivals, Counts before, Counts after)
      throws IOException {
    long[] late =
        arrivals.values().stream().flatMapToLong(MonitorBenchIT::lateness).sorted().toArray();
    long seen = arrivals.values().stream().mapToLong(List::size).sum();
    long runs = after.runsLive() - before.runsLive() + after.runsDead() - before.runsDead();
    Duration cpu = after.cpu().minus(before.cpu());
    List<String> report =
        List.of(
            "# %,d targets, each every second, %d of them black holes".formatted(LIVE + DEAD, DEAD),
            "",
            "%d cores, load %s before, %s after; %s. %d s after %d s of warming up; the targets' side runs on the same cores."
                .formatted(
                    Runtime.getRuntime().availableProcessors(),
                    load,
                    Machine.load(),
                    Instant.now().truncatedTo(ChronoUnit.MINUTES),
                    MEASURED.toSeconds(),
                    WARM_UP.toSeconds()),
            "",
            "| | |",
            "|---|---|",
            "| runs of the %d living, as they saw it | %,d of %,d, skipped %,d |"
                .formatted(
                    LIVE,
                    seen,
                    LIVE * MEASURED.dividedBy(INTERVAL),
                    after.skippedLive() - before.skippedLive()),
            "| later than the schedule, as they saw it | p50 %,.2f ms, p99 %,.2f ms, most %,.2f ms |"
                .formatted(at(late, 0.5) / 1e6, at(late, 0.99) / 1e6, at(late, 1) / 1e6),
            "| later than due, as the service has it | %s |".formatted(lag(before, after)),
            "| runs of the %d dead | %,d, skipped %,d |"
                .formatted(
                    DEAD,
                    after.runsDead() - before.runsDead(),
                    after.skippedDead() - before.skippedDead()),
            "| CPU of the service | %.0f %% of a core, %.0f µs a run |"
                .formatted(
                    100.0 * cpu.toMillis() / MEASURED.toMillis(), cpu.toNanos() / 1e3 / runs));
    Files.createDirectories(REPORT.getParent());
    Files.write(REPORT, report);
    System.out.println(String.join("\n", report));
  }

  /** How much later than its most punctual probe each probe of a target came. */
  private static LongStream lateness(List<Long> times) {
    long first = times.getFirst();
    long[] phases =
        times.stream()
            .mapToLong(time -> {
              long since = time - first;
              return since - Math.round((double) since / INTERVAL.toNanos()) * INTERVAL.toNanos();
            })
            .toArray();
    long earliest = Arrays.stream(phases).min().orElseThrow();
    return Arrays.stream(phases).map(phase -> phase - earliest);
  }

  private static long at(long[] sorted, double quantile) {
    return sorted[(int) Math.round(quantile * (sorted.length - 1))];
  }

  /** By the bounds of the histogram, the last of which is infinite. */
  private static String lag(Counts before, Counts after) {
    List<String> bounds = List.of("1 ms", "5 ms", "20 ms", "100 ms", "500 ms", "1 s", "5 s");
    long all = after.lag().getLast() - before.lag().getLast();
    return IntStream.range(0, bounds.size())
        .mapToObj(i ->
            "%.2f %% within %s"
                .formatted(100.0 * (after.lag().get(i) - before.lag().get(i)) / all, bounds.get(i)))
        .limit(4)
        .collect(Collectors.joining(", "));
  }
}
