package net.teardown.socket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.teardown.TestingJvm;

/** Runs a main class in a JVM of its own. */
public final class ChildJvm {
  private static final int TIMEOUT_SECONDS = 60;

  private ChildJvm() {}

  /**
   * Runs it and returns what it printed, standard output and error together.
   *
   * @param before the command that runs java, such as strace with its options; may be empty
   * @param jvmOptions options before the main class
   */
  public static List<String> run(
      List<String> before, List<String> jvmOptions, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(before);
    command.addAll(TestingJvm.command(jvmOptions));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      List<String> lines;
      try (var output = process.inputReader()) {
        lines = output.readAllLines();
      }
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(main.getSimpleName() + " failed:\n" + String.join("\n", lines));
      }
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}
