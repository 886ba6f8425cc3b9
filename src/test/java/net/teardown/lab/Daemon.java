package net.teardown.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that runs on a host until it is closed. */
public final class Daemon implements AutoCloseable {

  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final int END_SECONDS = 5;

  private final List<String> command;
  private final Process process;
  private final Path log;

  private Daemon(List<String> command, Process process, Path log) {
    this.command = command;
    this.process = process;
    this.log = log;
  }

  /** Starts a program with its output in {@code log}. */
  public static Daemon start(List<String> command, Path log) {
    return start(command, Map.of(), log);
  }

  /** As {@link #start(List, Path)}, with these variables added to its environment. */
  public static Daemon start(List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder program =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    program.environment().putAll(environment);
    try {
      return new Daemon(command, program.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("'" + String.join(" ", command) + "'", e);
    }
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Everything that it has printed. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it listens on a port. Reads the kernel's table of sockets, because a backend would
   * see a connection.
   */
  public void awaitListening(int port) {
    long deadline = System.nanoTime() + START_NANOS;
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        close();
        throw new IllegalStateException(
            "'%s' does not listen on %d: %s".formatted(String.join(" ", command), port, log()));
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private boolean listens(int port) {
    String local = ":%04X ".formatted(port);
    return Stream.of("tcp", "tcp6")
        .flatMap(table -> lines(Path.of("/proc/" + process.pid() + "/net/" + table)))
        .anyMatch(socket -> socket.contains(local) && socket.contains(" 0A "));
  }

  private static Stream<String> lines(Path table) {
    try {
      return Files.readAllLines(table).stream();
    } catch (IOException _) {
      // The process has ended, or hasn't started yet.
      return Stream.empty();
    }
  }

  /** Asks it to end, then kills it and everything that it started. */
  @Override
  public void close() {
    List<ProcessHandle> offspring = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        offspring.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
