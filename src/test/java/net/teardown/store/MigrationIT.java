package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Outcomes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests that an embedded database is migrated whatever an earlier start left of it. */
class MigrationIT {

  private static final boolean SOAK = Boolean.getBoolean("soak");

  private static final int KILLS = SOAK ? 20 : 1;

  @TempDir private Path directory;

  static Stream<Arguments> before() {
    return Stream.of(arguments(0, 0), arguments(1, SOAK ? 20_000 : 500), arguments(2, 500));
  }

  @ParameterizedTest
  @MethodSource("before")
  void startsAfterAKillAtAnyWriteOfAMigration(int version, int experiments) throws Exception {
    String whole = MigratedFile.migrated(directory.resolve("whole")).schema();
    MigratedFile begun = MigratedFile.at(directory.resolve("begun"), version, experiments);
    List<MigratedFile.Write> writes = begun.copy(directory.resolve("recorded")).migrateRecorded();
    assertThat(writes).hasSizeGreaterThan(10);
    for (int made = 0; made <= writes.size(); made++) {
      MigratedFile killed = begun.copy(directory.resolve("killed" + made));
      killed.apply(writes.subList(0, made));
      killed.migrate();
      assertThat(killed.schema()).as("after %d of %d writes", made, writes.size()).isEqualTo(whole);
      assertThat(killed.number("select count(*) from experiment")).isEqualTo(experiments);
      assertThat(killed.number("select coalesce(sum(kept), 0) from experiment_change"))
          .as("after %d of %d writes", made, writes.size())
          .isEqualTo(experiments);
      assertThat(killed.number("select count(*) from experiment_count_turn")).isEqualTo(1);
      killed.delete();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void startsAfterAProcessWasKilledInTheMiddleOfAMigration(int version) throws Exception {
    int experiments = version == 0 ? 0 : SOAK ? 100_000 : 2_000;
    MigratedFile begun = MigratedFile.at(directory.resolve("begun"), version, experiments);
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int kill = 0; kill < KILLS; kill++) {
      Path killed = directory.resolve("killed" + kill);
      MigratedFile file = begun.copy(killed);
      long size = file.size();
      Process process = start(killed);
      try {
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> file.size() != size || !process.isAlive());
        Thread.sleep(random.nextInt(SOAK && version == 1 ? 3_000 : 400));
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("killed by SIGKILL, not ended").isEqualTo(128 + 9);
      try (TestingStore store = TestingStore.start("--teardown.data-dir=" + killed)) {
        long found =
            store.experiments().countByVerdict(ExperimentFilter.ALL).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        // The migration may have finished, after which the process kept some.
        assertThat(found).isGreaterThanOrEqualTo(experiments);
        assertThat(store.experiments().keep(Outcomes.reset()).id()).isNotNull();
        assertThat(
                store
                    .bean(JdbcClient.class)
                    .sql("select count(*) from experiment")
                    .query(Long.class)
                    .single())
            .isEqualTo(found + 1);
      }
      file.delete();
    }
  }

  @Test
  void startsAfterAMigrationFailedAndWasNotedAsFailed() throws Exception {
    MigratedFile file = MigratedFile.at(directory, 1, 10);
    file.execute("create table campaign (id uuid primary key)");
    file.execute(
        "insert into \"flyway_schema_history\" values"
            + " (2, '2', 'campaigns', 'SQL', 'V2__campaigns.sql', 1, 'sa', current_timestamp, 1,"
            + " false)");
    file.migrate();
    assertThat(file.schema()).isEqualTo(MigratedFile.migrated(directory.resolve("whole")).schema());
    assertThat(file.number("select sum(kept) from experiment_change")).isEqualTo(10);
  }

  @Test
  void countsAfreshWhereTheCountsWereNotNotedAsDone() throws Exception {
    MigratedFile file = MigratedFile.at(directory, 3, 10);
    file.execute(
        "insert into experiment_change (begins, verdict, as_predicted, kept)"
            + " values (current_timestamp, 'RESET', 'none', 7)");
    file.execute("delete from \"flyway_schema_history\" where \"version\" = '3'");
    file.migrate();
    assertThat(file.number("select sum(kept) from experiment_change")).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void neverTakesAwayATableThatHoldsSomething(int version) throws Exception {
    MigratedFile file = MigratedFile.at(directory, 3, 10);
    file.execute("insert into campaign_leftover (campaign) values (random_uuid())");
    file.execute(
        "delete from \"flyway_schema_history\" where \"version\" = '%d'".formatted(version));
    assertThatExceptionOfType(HistoryUnfit.class)
        .isThrownBy(file::migrate)
        .withMessageContaining("holds rows in table");
    assertThat(file.number("select count(*) from experiment")).isEqualTo(10);
    assertThat(file.number("select count(*) from campaign_leftover")).isEqualTo(1);
  }

  private static Process start(Path killed) throws IOException {
    return new ProcessBuilder(KeepsUntilKilled.command("--teardown.data-dir=" + killed))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
