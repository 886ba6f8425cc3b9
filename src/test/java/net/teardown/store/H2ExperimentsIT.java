package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import net.teardown.experiment.outcome.Experiments;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2ExperimentsIT extends ExperimentsContract {

  /** Matches whole lines only, because the kill may cut off the last one. */
  private static final Pattern ACKNOWLEDGED = Pattern.compile("^kept (\\S+)\n", Pattern.MULTILINE);

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

  @Test
  void acknowledgedExperimentsSurviveAKill(@TempDir Path killed) throws Exception {
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(KeepsUntilKilled.command("--teardown.data-dir=" + killed))
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> ACKNOWLEDGED.matcher(Files.readString(said)).results().count() > 100);
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as("killed by SIGKILL, not ended by itself").isEqualTo(128 + 9);

    List<UUID> acknowledged =
        ACKNOWLEDGED
            .matcher(Files.readString(said))
            .results()
            .map(line -> UUID.fromString(line.group(1)))
            .toList();
    assertThat(acknowledged).hasSizeGreaterThan(100);

    try (TestingStore store = TestingStore.start("--teardown.data-dir=" + killed)) {
      Experiments experiments = store.experiments();
      assertThat(acknowledged).allSatisfy(id -> assertThat(experiments.find(id)).isPresent());
    }
  }
}
