package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests hostile probes files, tiny or endless, against the image's heap size. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ProbesFileBoundsIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");

  private static final Duration LONG = Duration.ofMinutes(3);

  private static final String GOOD = "monitors: {a: {targets: ['127.0.0.1:1'], interval: 1s}}\n";

  private static final List<String> IMAGE_HEAP =
      List.of("env", "JAVA_TOOL_OPTIONS=-Xmx128m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError");

  @TempDir private Path directory;

  /** The files, each with the expected message. */
  private Map<Path, String> hostile() throws Exception {
    Map<Path, String> files = new LinkedHashMap<>();
    String prefix = "modules:\n  m:\n    title: t\n    spec:\n      bytesSent: 1\n      a0: &a0 ";
    files.put(
        file("lists.yml", prefix + "[x,x,x,x,x,x,x,x,x]\n" + aliases("[%s]", "*a%d")),
        "line 11: more than 20000 values once its aliases are replaced");
    files.put(
        file("keys.yml", prefix + "{x: 1, y: 1}\n" + aliases("{%s}", "k%2$d: *a%1$d")),
        "more than 20000 values once its aliases are replaced");
    files.put(
        file("merged.yml", prefix + "{x: 1}\n" + aliases("{<<: *a%3$d, %1$s}", "k%2$d: *a%1$d")),
        "more than 20000 values once its aliases are replaced");
    files.put(
        file("many.yml", "a: &a 1\nb: [" + "*a,".repeat(60) + "]\n"),
        "line 2: more than 50 aliases");
    files.put(file("deep.yml", "monitors: " + "[".repeat(500_000)), "line 1: more than 16 levels");
    files.put(
        file("long.yml", "modules:\n" + "  ? " + "k".repeat(500_000) + "\n  : 1\n"),
        "line 2: a value must be no longer than 100000");
    Path sparse = directory.resolve("sparse.yml");
    try (FileChannel channel =
        FileChannel.open(sparse, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), 100L << 20);
    }
    files.put(sparse, "must be no longer than 1048576 bytes");
    Path pipe = directory.resolve("pipe.yml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    files.put(pipe, "must be a file, not a device or pipe");
    files.put(
        Files.createSymbolicLink(directory.resolve("zero.yml"), Path.of("/dev/zero")),
        "must be a file, not a device or pipe");
    return files;
  }

  private static String aliases(String node, String alias) {
    return IntStream.range(1, 9)
        .mapToObj(i ->
            "      a%d: &a%d %s\n"
                .formatted(
                    i,
                    i,
                    node.formatted(
                        IntStream.range(0, 5)
                            .mapToObj(k -> alias.formatted(i - 1, k))
                            .collect(Collectors.joining(", ")),
                        0,
                        i - 1)))
        .collect(Collectors.joining());
  }

  @Test
  void aReloadLeavesWhatWasBeforeInForce() throws Exception {
    Path probes = directory.resolve("probes.yml");
    Files.writeString(probes, GOOD);
    try (ServiceProcess service = start(probes)) {
      for (Map.Entry<Path, String> hostile : hostile().entrySet()) {
        put(hostile.getKey(), probes);
        await()
            .atMost(LONG)
            .untilAsserted(() -> assertThat(service.log()).contains(says(probes, hostile)));
        // The log line is written before the metric changes.
        await().atMost(LONG).untilAsserted(() -> assertThat(reloaded(service)).isZero());
        assertThat(service.get("/api/v1/monitors").body()).contains("127.0.0.1:1");
        assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
      }
      put(file("good.yml", GOOD), probes);
      await().atMost(LONG).untilAsserted(() -> assertThat(reloaded(service)).isOne());
    }
  }

  @Test
  void aStartIsRefusedInOneLine() throws Exception {
    // A start takes seconds; the reload is held to all of them.
    Set<String> some = Set.of("lists.yml", "pipe.yml");
    for (Map.Entry<Path, String> hostile : hostile().entrySet()) {
      Path probes = hostile.getKey();
      if (!SOAK && !some.contains(probes.getFileName().toString())) {
        continue;
      }
      assertThatThrownBy(() -> start(probes).close())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(says(probes, hostile))
          .hasMessageNotContaining("\tat ");
    }
  }

  private static String says(Path probes, Map.Entry<Path, String> hostile) {
    String says = hostile.getValue();
    return says.startsWith("line") ? "teardown.probes-file %s, %s".formatted(probes, says) : says;
  }

  private static double reloaded(ServiceProcess service) throws Exception {
    return service
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("teardown_config_last_reload_successful "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private ServiceProcess start(Path probes) throws Exception {
    return ServiceProcess.start(
        IMAGE_HEAP,
        directory,
        "--teardown.responder.port=0",
        "--teardown.probes-file=" + probes,
        "--teardown.monitor.reload-every=100ms");
  }

  /** Replaces a file as in a ConfigMap: by swapping a symbolic link. */
  private void put(Path file, Path as) throws IOException {
    Path link = directory.resolve("next");
    Files.createSymbolicLink(link, file);
    Files.move(link, as, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }
}
