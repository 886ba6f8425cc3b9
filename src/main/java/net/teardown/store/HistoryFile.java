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
 * The embedded database's file: whether what lies at its path still is what this process has open.
 * An operating system lets a process write on to a file that was deleted, and all of it is lost.
 */
class HistoryFile {

  /** What a caller is told; the path is for the log. */
  static final String TROUBLE =
      "The history's directory (teardown.data-dir) was deleted, moved or replaced under the running"
          + " instance";

  private final @Nullable Path path;
  private final @Nullable Object key;

  /** Somebody deleted, moved or replaced it. */
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

  /** The file that is open now, or none where the database is a server's or in memory. */
  static HistoryFile of(JdbcClient jdbc, Dialect database) {
    Optional<String> path =
        database.oneProcess()
            ? jdbc.sql("select database_path()").query(String.class).optional()
            : Optional.empty();
    return new HistoryFile(path.map(name -> Path.of(name + ".mv.db")).orElse(null));
  }

  /**
   * Looks, which takes some microseconds.
   *
   * @throws Gone if it isn't there
   */
  void require() {
    if (path != null && (key == null ? !Files.exists(path) : !key.equals(key(path)))) {
      throw new Gone(path);
    }
  }

  /** Device and inode; null where the file isn't there, or its system has no such thing. */
  private static @Nullable Object key(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException _) {
      return null;
    }
  }
}
