package net.teardown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.formats.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the documents against a running service: their commands as they are, and the list of
 * metrics.
 */
class PagesServiceIT {

  /** The ports in the documents, and the free ports that replace them here. */
  private static final Map<String, String> PORTS = new LinkedHashMap<>();

  /** Commands of Maven, docker and kubectl, and those that need root, which aren't run here. */
  private static final Pattern NOT_RUN =
      Pattern.compile("(mvn|docker|kubectl|sudo|TEARDOWN_)\\b.*");

  private static final Pattern INSTANCE =
      Pattern.compile("mvn spring-boot:run -Dspring-boot.run.arguments=\"([^\"$]*)\"");

  /**
   * The parts of a response that must be as the page shows them: verdicts, errors, flags,
   * beginnings of lines.
   */
  private static final Pattern TELLING =
      Pattern.compile("\\b[A-Z][A-Z_]{2,}\\b|^  [a-z][a-z ]+?(?=  )", Pattern.MULTILINE);

  private static final Duration BOUND = Duration.ofMinutes(3);

  @TempDir private static Path directory;
  private static ServiceProcess service;

  @BeforeAll
  static void start() throws Exception {
    Needs.posixStack();
    for (String port : List.of("8007", "8008", "8081", "8000")) {
      PORTS.put(port, String.valueOf(freePort()));
    }
    Path probes =
        Files.writeString(
            directory.resolve("probes.yml"),
            """
            monitors:
              well: {module: loopback, targets: [here], interval: 1s}
              refused: {targets: ["127.0.0.1:1"], interval: 1s}
            """);
    service =
        ServiceProcess.start(
            List.of(),
            Files.createDirectory(directory.resolve("a")),
            "--teardown.responder.port=" + PORTS.get("8007"),
            "--teardown.probes-file=" + probes);
    PORTS.put("8080", String.valueOf(service.firstCall().getPort()));
  }

  @AfterAll
  static void end() {
    if (service != null) {
      service.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README", "start"})
  void everyCommandOfThePageWorksAndAnswersAsItShows(String name) throws Exception {
    Needs.command("curl");
    Needs.command("python3");
    Needs.command("setsid");
    Page page = name.equals("README") ? Page.readme() : Page.named(name);
    List<Page.Block> blocks = page.blocks();
    List<Process> left = new ArrayList<>();
    List<String> ran = new ArrayList<>();
    try (Instances others = new Instances()) {
      for (int i = 0; i < blocks.size(); i++) {
        Page.Block block = blocks.get(i);
        if (!block.kind().equals("sh")) {
          continue;
        }
        Matcher instance = INSTANCE.matcher(block.text());
        if (instance.find()) {
          others.start(mapped(instance.group(1)));
          continue;
        }
        if (NOT_RUN.matcher(block.text().lines().findFirst().orElseThrow()).matches()) {
          continue;
        }
        String said = run(block.text(), left);
        ran.add(block.text());
        if (i + 1 < blocks.size() && !blocks.get(i + 1).kind().equals("sh")) {
          assertThat(said)
              .as("what %s shows for:%n%s", page, block.text())
              .contains(telling(blocks.get(i + 1).text()));
        }
      }
      assertThat(ran).hasSizeGreaterThanOrEqualTo(5);
      assertThat(others.started).isOne();
    } finally {
      for (Process process : left) {
        kill(process);
      }
    }
  }

  @Test
  void thePageOnMetricsHasEveryMetricWithItsTypeAndLabels() throws Exception {
    assertThat(
            service
                .post("/api/v1/experiments", "{\"bytesSent\": 5, \"bytesRead\": 1}")
                .statusCode())
        .isEqualTo(201);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> {
          String told = metrics();
          return told.contains("teardown_monitor_failures_total{")
              && told.contains("teardown_monitor_last_success_timestamp_seconds{")
              && told.contains("teardown_monitor_as_predicted{");
        });
    String told = metrics();
    Map<String, TreeSet<String>> labels = new TreeMap<>();
    told.lines()
        .filter(line -> line.startsWith("teardown_"))
        .forEach(line -> {
          Matcher name =
              Pattern.compile("^(\\w+?)(?:_bucket|_count|_sum)?(?:[{ ]).*").matcher(line);
          assertThat(name.matches()).as(line).isTrue();
          TreeSet<String> known = labels.computeIfAbsent(name.group(1), _ -> new TreeSet<>());
          Pattern.compile("[{,](\\w+)=\"")
              .matcher(line)
              .results()
              .map(found -> found.group(1))
              .filter(label -> !label.equals("le"))
              .forEach(known::add);
        });
    List<String> lines = new ArrayList<>();
    lines.add("| metric | type | labels | what it counts |");
    lines.add("|---|---|---|---|");
    Pattern.compile("# HELP (teardown_\\w+) (.*)\n# TYPE \\w+ (\\w+)")
        .matcher(told)
        .results()
        .forEach(metric ->
            lines.add(
                Page.row(
                    "`%s`".formatted(metric.group(1)),
                    metric.group(3),
                    String.join(
                        ", ",
                        labels.getOrDefault(metric.group(1), new TreeSet<>()).stream()
                            .map("`%s`"::formatted)
                            .toList()),
                    metric.group(2))));
    assertThat(lines).hasSizeGreaterThan(30);
    Page.named("metrics").holds("metrics", lines);
  }

  private static String metrics() throws IOException, InterruptedException {
    return service.get("/metrics").body();
  }

  /**
   * Runs a block in a process group of its own; its background processes are added to {@code left}.
   */
  private static String run(String block, List<Process> left) throws Exception {
    String commands = mapped(block);
    Path out = Files.createTempFile(directory, "said", ".txt");
    Process process =
        new ProcessBuilder("setsid", "bash", "-eu", "-o", "pipefail", "-c", commands)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectErrorStream(true)
            .start();
    left.add(process);
    assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).as(commands).isTrue();
    String said = Files.readString(out, UTF_8);
    assertThat(process.exitValue()).as("%s%n%s", commands, said).isZero();
    assertThat(said).as(commands).doesNotContain("\"errors\" :");
    if (commands.strip().endsWith("&")) {
      // It is ready once it accepts connections, as a reader's next command requires.
      await().atMost(BOUND).until(() -> accepts(mapped("8000")));
    }
    return said;
  }

  private static boolean accepts(String port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Kills a process group: setsid made one of the block's bash and all its children. */
  private static void kill(Process process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "--", "-" + process.pid())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static String mapped(String text) {
    Matcher port = Pattern.compile("(?<![\\d.])(8000|8007|8008|8080|8081)(?!\\d)").matcher(text);
    return port.replaceAll(found -> PORTS.getOrDefault(found.group(), found.group()));
  }

  private static List<String> telling(String shown) {
    return TELLING.matcher(shown).results().map(found -> found.group().strip()).distinct().toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The instances that a page tells its reader to start, with the page's arguments. */
  private static final class Instances implements AutoCloseable {

    private static final String PORT = "--server.port=";

    private final List<ServiceProcess> all = new ArrayList<>();
    private int started;

    void start(String arguments) throws Exception {
      List<String> given = new ArrayList<>(List.of(arguments.split(" ", -1)));
      // Another directory than the page's, because a reader may have one by that name.
      assertThat(given.removeIf(argument -> argument.startsWith("--teardown.data-dir="))).isTrue();
      String port =
          given.stream().filter(argument -> argument.startsWith(PORT)).findFirst().orElseThrow();
      given.remove(port);
      all.add(
          ServiceProcess.startAt(
              URI.create("http://127.0.0.1:" + port.substring(PORT.length())),
              List.of(),
              Files.createTempDirectory(directory, "b"),
              given.toArray(String[]::new)));
      started++;
    }

    @Override
    public void close() {
      all.forEach(ServiceProcess::close);
    }
  }
}
