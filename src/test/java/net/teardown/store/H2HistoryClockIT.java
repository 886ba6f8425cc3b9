package net.teardown.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2HistoryClockIT extends HistoryClockContract {

  @TempDir private Path directory;

  @Override
  TestingDatabase database() {
    return new TestingH2(directory);
  }
}
