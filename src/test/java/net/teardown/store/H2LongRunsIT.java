package net.teardown.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

class H2LongRunsIT extends LongRunsContract {

  /** One for all, as of the other database, because a new one is migrated first. */
  @TempDir private static Path directory;

  private @Nullable TestingH2 database;

  @Override
  TestingDatabase database() {
    if (database == null) {
      database = new TestingH2(directory);
    }
    return database;
  }

  @Override
  boolean isShared() {
    return false;
  }
}
