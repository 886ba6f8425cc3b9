package net.teardown.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.teardown.Needs;

/** The paper's {@code echo.c}, compiled here: reads a byte, echoes it, closes. */
public final class EchoServer implements AutoCloseable {

  private final Path directory;
  private final Process process;
  private final int port;

  private EchoServer(Path directory, Process process, int port) {
    this.directory = directory;
    this.process = process;
    this.port = port;
  }

  /** Skips the test if there is no C compiler, or it lacks what it needs. */
  public static void needs() {
    Needs.linux();
    Needs.success("gcc", "-E", "-o", "/dev/null", "src/test/c/echo.c");
  }

  /**
   * Compiles and starts it.
   *
   * @param shutdown whether it half-closes first
   */
  public static EchoServer start(boolean shutdown) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("echo");
    Path program = directory.resolve("echo");
    Process compiler =
        new ProcessBuilder("gcc", "-O2", "-o", program.toString(), "src/test/c/echo.c")
            .inheritIO()
            .start();
    if (compiler.waitFor() != 0) {
      throw new IllegalStateException("echo.c does not compile");
    }
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if (shutdown) {
      command.add("shutdown");
    }
    Process process = new ProcessBuilder(command).start();
    BufferedReader output = process.inputReader();
    String port = output.readLine();
    if (port == null) {
      throw new IllegalStateException("echo.c ended at once");
    }
    return new EchoServer(directory, process, Integer.parseInt(port));
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(directory.resolve("echo"));
    Files.deleteIfExists(directory);
  }
}
