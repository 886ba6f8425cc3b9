package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** Starts a server with one setting. */
interface Maker {

  /** Skips the test if this server can't run. */
  void needs();

  /**
   * Starts it and waits until it listens on loopback.
   *
   * @param directory for its files; any user may read it
   */
  Running start(Path directory) throws Exception;

  /**
   * As {@link #start(Path)}, with these variables added to the environment of its process. A server
   * in this one has no use for them.
   */
  default Running start(Path directory, Map<String, String> environment) throws Exception {
    return start(directory);
  }

  /** Starts it with a directory of its own, which is deleted when it is closed. */
  default Running start() throws Exception {
    return inItsDirectory(this::start);
  }

  /** As {@link #start()}, with a log of its sessions' secrets: {@link Running#keyLog}. */
  default Running start(KeyLog log) throws Exception {
    return inItsDirectory(directory -> log.start(this, directory));
  }

  /** Starts a server that has its files in this directory. */
  @FunctionalInterface
  interface Starting {
    Running in(Path directory) throws Exception;
  }

  private static Running inItsDirectory(Starting starting) throws Exception {
    Path directory = Files.createTempDirectory("server");
    try {
      // Some change from root to a user who has to read the files that they serve.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      return starting.in(directory).andThen(() -> delete(directory));
    } catch (Throwable e) {
      delete(directory);
      throw e;
    }
  }

  private static void delete(Path directory) throws IOException {
    FileSystemUtils.deleteRecursively(directory);
  }
}
