package net.teardown.run.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.teardown.Needs;
import net.teardown.experiment.terms.Verdict;
import net.teardown.lab.Machine;
import net.teardown.run.loopback.Contender.Sample;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares loopback runs with {@code floor.c}, which makes the same calls: {@code mvn -Pbench
 * verify}.
 *
 * <p>Both run in turns, and each ratio is of two consecutive samples, so that a machine that is
 * slow for a while is slow for both. A wrong outcome fails the build, and so does an engine below
 * {@value #LEAST} of its goal both by its rate and by its CPU: other load on the machine spoils
 * either, hardly both.
 */
@Tag("bench")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class EngineBenchIT {

  private static final List<Verdict> ENDINGS =
      List.of(Verdict.RESET, Verdict.CLEAN_EOF, Verdict.EOF_THEN_RESET);

  private static final int PAIRS = 9;
  private static final int RUNS = 10_000;
  private static final int WARM_UPS = 5;

  private static final double RATE_GOAL = 0.95;
  private static final double CPU_GOAL = 1.05;
  private static final double LEAST = 0.9;
  private static final double LANES_GOAL = 1.8;

  private static final Path DIRECTORY = Path.of("target", "bench");
  private static final Path FLOOR = DIRECTORY.resolve("floor");

  /** The garbage collector and heap of the container image. */
  private static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx128m");

  /** One sample of each side, taken one right after the other. */
  private record Pair(Sample base, Sample other) {

    double rate() {
      return other.perSecond() / base.perSecond();
    }

    double cpu() {
      return other.cpuMicros() / base.cpuMicros();
    }

    long wrong() {
      return base.wrong() + other.wrong();
    }
  }

  @FunctionalInterface
  private interface Sampling {
    Sample take() throws IOException;
  }

  @BeforeAll
  static void compileTheFloor() throws Exception {
    Needs.posixStack();
    Needs.command("gcc");
    Files.createDirectories(DIRECTORY);
    run(
        "gcc",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-pthread",
        "-o",
        FLOOR.toString(),
        "src/test/c/floor.c");
  }

  @Test
  void theEngineKeepsUpWithTheSameCallsInC() throws Exception {
    String before = Machine.load();
    List<String> report = new ArrayList<>();
    List<Double> reached = new ArrayList<>();
    long wrong = 0;
    try (Contender floor = new Contender(List.of(FLOOR.toString()));
        Contender engine = new Contender(engineCommand());
        Contender whole = new Contender(engineCommand(EngineUnderOrders.WHOLE))) {
      for (int i = 0; i < WARM_UPS; i++) {
        for (Verdict ending : ENDINGS) {
          wrong += floor.play(ending, RUNS, 1).wrong() + engine.play(ending, RUNS, 1).wrong();
          wrong += whole.play(ending, RUNS, 1).wrong();
        }
      }
      List<List<Pair>> oneLane = new ArrayList<>();
      for (Verdict _ : ENDINGS) {
        oneLane.add(new ArrayList<>());
      }
      List<Pair> assembled = new ArrayList<>();
      List<Pair> floorLanes = new ArrayList<>();
      List<Pair> engineLanes = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        boolean baseFirst = i % 2 == 0;
        for (int ending = 0; ending < ENDINGS.size(); ending++) {
          Verdict verdict = ENDINGS.get(ending);
          oneLane
              .get(ending)
              .add(
                  pair(
                      baseFirst,
                      () -> floor.play(verdict, RUNS, 1),
                      () -> engine.play(verdict, RUNS, 1)));
        }
        assembled.add(
            pair(
                baseFirst,
                () -> floor.play(Verdict.RESET, RUNS, 1),
                () -> whole.play(Verdict.RESET, RUNS, 1)));
        floorLanes.add(lanes(floor, baseFirst));
        engineLanes.add(lanes(engine, baseFirst));
      }
      report.add("# The engine beside the same calls in C");
      report.add("");
      report.addAll(machine(before));
      report.add("");
      report.add(
          "One lane. Every run has its steps, evidence, verdict and prediction; as in a campaign"
              + " its outcome isn't assembled, but in the last row.");
      report.add("Ratios are formed inside a pair: median [least-most].");
      report.add("");
      report.add(
          "| ending | exp/s C | exp/s engine | rate, goal %.2f | CPU µs C | CPU µs engine | CPU, goal %.2f | p50/p99 µs C | p50/p99 µs engine |"
              .formatted(RATE_GOAL, CPU_GOAL));
      report.add("|---|---|---|---|---|---|---|---|---|");
      for (int ending = 0; ending < ENDINGS.size(); ending++) {
        report.add(row(ENDINGS.get(ending).name(), oneLane.get(ending)));
        wrong += oneLane.get(ending).stream().mapToLong(Pair::wrong).sum();
      }
      report.add(row("RESET, outcome assembled", assembled));
      wrong += assembled.stream().mapToLong(Pair::wrong).sum();
      for (List<Pair> pairs : oneLane) {
        reached.add(Math.max(median(pairs, Pair::rate), 1 / median(pairs, Pair::cpu)));
      }
      report.add("");
      report.add("Two lanes beside one lane of the same program, RESET.");
      report.add("");
      report.add(
          "The rate needs two idle cores; the CPU of one run, 1 if no lane hinders the other,"
              + " doesn't.");
      report.add("");
      report.add(
          "| program | exp/s one | exp/s two | rate, goal %.1f | CPU of one run |"
              .formatted(LANES_GOAL));
      report.add("|---|---|---|---|---|");
      report.add(lanesRow("C", floorLanes));
      report.add(lanesRow("engine", engineLanes));
      wrong +=
          Stream.concat(floorLanes.stream(), engineLanes.stream()).mapToLong(Pair::wrong).sum();
    }
    report.add("");
    report.add("Wrong outcomes: %d.".formatted(wrong));
    Files.write(DIRECTORY.resolve("engine.md"), report);
    System.out.println(String.join("\n", report));

    assertThat(wrong).isZero();
    assertThat(reached).allSatisfy(ratio -> assertThat(ratio).isGreaterThan(LEAST * RATE_GOAL));
  }

  /**
   * Compares names, flags and results in order, without what differs from run to run (descriptors,
   * ports).
   */
  @Test
  void theEngineAndTheFloorMakeTheSameCalls(@TempDir Path directory) throws Exception {
    Needs.tracing();
    for (Verdict ending : ENDINGS) {
      List<String> floor =
          calls(directory.resolve("floor-" + ending), ending, List.of(FLOOR.toString()));
      List<String> engine = calls(directory.resolve("engine-" + ending), ending, engineCommand());

      assertThat(engine).as("calls of one run that ends as %s", ending).isEqualTo(floor);
    }
  }

  private static Pair lanes(Contender contender, boolean baseFirst) throws IOException {
    return pair(
        baseFirst,
        () -> contender.play(Verdict.RESET, RUNS, 1),
        () -> contender.play(Verdict.RESET, 2 * RUNS, 2));
  }

  private static Pair pair(boolean baseFirst, Sampling base, Sampling other) throws IOException {
    if (baseFirst) {
      Sample first = base.take();
      return new Pair(first, other.take());
    }
    Sample first = other.take();
    return new Pair(base.take(), first);
  }

  private static String row(String what, List<Pair> pairs) {
    return "| %s | %,.0f | %,.0f | %s | %.1f | %.1f | %s | %s | %s |"
        .formatted(
            what,
            median(pairs, pair -> pair.base().perSecond()),
            median(pairs, pair -> pair.other().perSecond()),
            ratio(pairs, Pair::rate) + met(median(pairs, Pair::rate) >= RATE_GOAL),
            median(pairs, pair -> pair.base().cpuMicros()),
            median(pairs, pair -> pair.other().cpuMicros()),
            ratio(pairs, Pair::cpu) + met(median(pairs, Pair::cpu) <= CPU_GOAL),
            latency(pairs, Pair::base),
            latency(pairs, Pair::other));
  }

  private static String lanesRow(String program, List<Pair> pairs) {
    return "| %s | %,.0f | %,.0f | %s | %s |"
        .formatted(
            program,
            median(pairs, pair -> pair.base().perSecond()),
            median(pairs, pair -> pair.other().perSecond()),
            ratio(pairs, Pair::rate) + met(median(pairs, Pair::rate) >= LANES_GOAL),
            ratio(pairs, Pair::cpu));
  }

  private static String ratio(List<Pair> pairs, ToDoubleFunction<Pair> of) {
    double[] sorted = pairs.stream().mapToDouble(of).sorted().toArray();
    return "**%.2f** [%.2f-%.2f]"
        .formatted(median(pairs, of), sorted[0], sorted[sorted.length - 1]);
  }

  private static String met(boolean goal) {
    return goal ? " met" : " missed";
  }

  private static String latency(List<Pair> pairs, Function<Pair, Sample> side) {
    return "%.0f / %.0f"
        .formatted(
            median(pairs, pair -> side.apply(pair).p50Nanos() / 1e3),
            median(pairs, pair -> side.apply(pair).p99Nanos() / 1e3));
  }

  private static double median(List<Pair> pairs, ToDoubleFunction<Pair> of) {
    return pairs.stream().mapToDouble(of).sorted().toArray()[pairs.size() / 2];
  }

  private static List<String> machine(String loadBefore) throws Exception {
    return List.of(
        "%s, %d cores, Linux %s; load %s before, %s after; %s."
            .formatted(
                firstMatch("model name\\s*: (.*)", Files.readString(Path.of("/proc/cpuinfo"))),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"),
                loadBefore,
                Machine.load(),
                Instant.now().truncatedTo(ChronoUnit.MINUTES)),
        "JDK %s %s; %s -O2. %d pairs a row, order alternating, %,d runs a sample, both warmed up with %,d runs of each ending."
            .formatted(
                Runtime.version(),
                String.join(" ", JVM_OPTIONS),
                run("gcc", "--version").lines().findFirst().orElseThrow(),
                PAIRS,
                RUNS,
                WARM_UPS * RUNS));
  }

  private static String firstMatch(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElse("unknown processor");
  }

  private static List<String> engineCommand(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(JVM_OPTIONS);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(EngineUnderOrders.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The calls of the last run but one, of the thread that made them. */
  private static List<String> calls(Path traces, Verdict ending, List<String> command)
      throws Exception {
    Files.createDirectories(traces);
    Path orders = Files.writeString(traces.resolve("orders"), ending + " 20 1\n");
    List<String> traced = new ArrayList<>();
    traced.addAll(List.of("strace", "-ff", "-o", traces.resolve("trace").toString()));
    traced.addAll(List.of("-e", "trace=%network,ioctl,poll,close"));
    traced.addAll(command);
    Process process =
        new ProcessBuilder(traced)
            .redirectInput(orders.toFile())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
    try (Stream<Path> files = Files.list(traces)) {
      List<String> busiest =
          files
              .filter(file -> file.getFileName().toString().startsWith("trace"))
              .map(EngineBenchIT::lines)
              .max(
                  Comparator.comparingLong(
                      lines -> lines.stream().filter(line -> line.startsWith("accept4")).count()))
              .orElseThrow();
      List<Integer> beginnings = new ArrayList<>();
      for (int i = 0; i < busiest.size(); i++) {
        if (busiest.get(i).startsWith("socket(AF_INET, SOCK_STREAM")) {
          beginnings.add(i);
        }
      }
      int last = beginnings.size() - 1;
      return busiest.subList(beginnings.get(last - 1), beginnings.get(last)).stream()
          .map(EngineBenchIT::withoutWhatVaries)
          .toList();
    }
  }

  /**
   * {@code setsockopt SOL_TCP TCP_NODELAY = 0}: the call, its constants, its result unless a
   * descriptor.
   */
  private static String withoutWhatVaries(String line) {
    String call = line.substring(0, line.indexOf('('));
    boolean givesDescriptor = call.equals("socket") || call.equals("accept4");
    String constants =
        Pattern.compile("\\b[A-Z][A-Z_]{3,}\\b")
            .matcher(line)
            .results()
            .map(MatchResult::group)
            .sorted()
            .reduce("", (one, other) -> one + " " + other);
    String result = new Scanner(line.substring(line.lastIndexOf("= ") + 2)).next();
    return call + constants + (givesDescriptor ? "" : " = " + result);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
