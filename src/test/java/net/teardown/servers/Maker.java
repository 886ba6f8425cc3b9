package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  /** Starts it with a directory of its own, which is deleted when it is closed. */
  default Running start() throws Exception {
    Path directory = Files.createTempDirectory("server");
    try {
      // Some change from root to a user who has to read the files that they serve.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      return start(directory).andThen(() -> delete(directory));
    } catch (Throwable e) {
      delete(directory);
      throw e;
    }
  }

  private static void delete(Path directory) throws IOException {
    FileSystemUtils.deleteRecursively(directory);
  }
}
