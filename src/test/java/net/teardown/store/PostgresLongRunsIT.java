package net.teardown.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class PostgresLongRunsIT extends LongRunsContract {

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private static Path directory;

  private static TestingPostgres postgres;

  @BeforeAll
  static void startServer() throws IOException {
    postgres = new TestingPostgres(directory);
  }

  @AfterAll
  static void stopServer() throws IOException {
    postgres.close();
  }

  @Override
  TestingDatabase database() {
    return postgres;
  }

  @Override
  boolean isShared() {
    return true;
  }
}
