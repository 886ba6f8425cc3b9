package net.teardown.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Checks that the embedded database's file is still the one this process has open. An operating
 * system lets a process go on writing to a deleted file, and all of that is lost.
 */
class HistoryFile {

  /** The text for callers; the path is only logged. */
  static final String TROUBLE =
      "The history's directory (teardown.data-dir) was deleted, moved or replaced under the running"
          + " instance";

  private final @Nullable Path path;
  private final @Nullable Object key;

  /** The file was deleted, moved or replaced. */
  static final class Gone extends DataAccessResourceFailureException {

    private static final long serialVersionUID = 1L;

    private Gone(Path path) {
      super(
          "'%s' (teardown.data-dir) was deleted, moved or replaced under the running instance; put back what was there, or restart"
              .formatted(path));
    }
  }

  private HistoryFile(@Nullable Path path) {
    this.path = path;
    this.key = path == null ? null : key(path);
  }

  /** The file that is open now; no file if the database runs as a server or in memory. */
  static HistoryFile of(JdbcClient jdbc, Dialect dialect) {
    Optional<String> path =
        dialect.oneProcess()
            ? jdbc.sql("select database_path()").query(String.class).optional()
            : Optional.empty();
    return new HistoryFile(path.map(name -> Path.of(name + ".mv.db")).orElse(null));
  }

  /**
   * Checks the file, which takes some microseconds.
   *
   * @throws Gone if it was deleted, moved or replaced
   */
  void require() {
    if (path != null && (key == null ? !Files.exists(path) : !key.equals(key(path)))) {
      throw new Gone(path);
    }
  }

  /** Device and inode; null if the file doesn't exist or its file system has no such key. */
  private static @Nullable Object key(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException _) {
      return null;
    }
  }
}
