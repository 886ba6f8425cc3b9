package net.teardown;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** Creates the AOT cache of the service that is tested; Maven runs it before integration tests. */
final class ServiceTraining {

  /** The JVM writes the cache when it ends. */
  private static final Duration CREATION = Duration.ofMinutes(5);

  private ServiceTraining() {}

  /** Creates the cache. A failure is told and ends nothing: the service starts without, too. */
  @SuppressWarnings("SystemOut") // It is a program of its own.
  public static void main(String[] arguments) throws InterruptedException {
    ServiceArchive archive = ServiceProcess.archive();
    try {
      if (!archive.isCurrent()) {
        archive.create(ServiceTraining::train);
      }
    } catch (IOException | UncheckedIOException | AssertionError e) {
      System.out.println("The service starts without an AOT cache, which can't be made: " + e);
    }
  }

  private static void train(List<String> flags) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("training");
    try (ServiceProcess service = ServiceProcess.startForTraining(flags, directory)) {
      service.callFirst();
      service.stop();
      service.exitCode(CREATION);
    } finally {
      FileSystemUtils.deleteRecursively(directory);
    }
  }
}
