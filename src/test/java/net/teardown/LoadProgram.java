package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import net.teardown.lab.Machine;

/** The program that makes benchmarks' requests, in C so that it costs little beside the service. */
final class LoadProgram {

  private static final Path PROGRAM = Path.of("target", "bench", "probes");

  /**
   * The cost of many requests.
   *
   * @param made how many were answered
   * @param failed how many of them weren't a success
   */
  record Sample(
      long made,
      long failed,
      double perSecond,
      double cpuMicros,
      double medianMicros,
      double p99Micros) {}

  private LoadProgram() {}

  static void compile() throws IOException, InterruptedException {
    Files.createDirectories(PROGRAM.getParent());
    Process gcc =
        new ProcessBuilder(
                "gcc", "-O2", "-pthread", "-o", PROGRAM.toString(), "src/test/c/probes.c")
            .inheritIO()
            .start();
    assertThat(gcc.waitFor()).isZero();
  }

  /** Starts it as a server that ends each connection when its client has; it prints its port. */
  static Process startTarget() throws IOException {
    return new ProcessBuilder(PROGRAM.toString(), "target").start();
  }

  /**
   * Makes requests, and measures the process that answers them.
   *
   * @param pid of that process
   * @param arguments what to do, port, path, connections, requests, and a body to post
   */
  static Sample measure(long pid, Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    for (Object argument : arguments) {
      command.add(String.valueOf(argument));
    }
    Duration before = Machine.cpu(pid);
    Process load =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(load.waitFor()).isZero();
    Duration cpu = Machine.cpu(pid).minus(before);
    try (Scanner words = new Scanner(said)) {
      long made = words.nextLong();
      return new Sample(
          made,
          words.nextLong(),
          made * 1e9 / words.nextLong(),
          cpu.toNanos() / 1e3 / made,
          words.nextLong() / 1e3,
          words.nextLong() / 1e3);
    }
  }
}
