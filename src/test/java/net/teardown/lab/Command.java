package net.teardown.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands to their end. */
public final class Command {

  private static final int TIMEOUT_SECONDS = 20;

  private Command() {}

  /**
   * Runs a command and returns what it printed.
   *
   * @param input its standard input
   * @throws IllegalStateException if it fails, with the whole command line and output
   */
  public static String run(String input, List<String> command) {
    String line = String.join(" ", command);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try {
        try (var words = process.outputWriter(StandardCharsets.UTF_8)) {
          words.write(input);
        }
        String printed =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("'" + line + "' does not end");
        }
        if (process.exitValue() != 0) {
          throw new IllegalStateException("'" + line + "' failed: " + printed + input);
        }
        return printed;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("'" + line + "'", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in '" + line + "'", e);
    }
  }

  /** Runs {@code ip} with a line's arguments. */
  static String ip(String line) {
    return run("", List.of(("ip " + line).split(" ", -1)));
  }
}
