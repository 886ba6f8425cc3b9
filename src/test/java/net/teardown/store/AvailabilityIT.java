package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Outcomes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** Tests that availability means writes succeed, while the database still answers queries. */
class AvailabilityIT {

  @TempDir private Path parent;
  private Path data;
  private TestingStore store;
  private Experiments experiments;
  private UUID before;

  @BeforeEach
  void start() {
    data = parent.resolve("data");
    store = TestingStore.start("--teardown.data-dir=" + data);
    experiments = store.experiments();
    before = id(experiments.keep(Outcomes.reset()));
    assertThat(experiments.available()).isTrue();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void aDeletedDirectoryIsNoticedAtOnceAndNothingIsCalledKept() throws IOException {
    FileSystemUtils.deleteRecursively(data);
    assertGone();
    store.bean(Retention.class).sweep();
    store.bean(ExperimentRows.class).fold();
    assertThat(data).as("nothing is begun anew in its place").doesNotExist();
  }

  @Test
  void aFileThatTakesItsPlaceIsNotTheHistory() throws IOException {
    Path file = data.resolve("history.mv.db");
    Path aside = Files.move(file, parent.resolve("aside"));
    Files.copy(aside, file);
    assertGone();
  }

  @Test
  void aDirectoryThatIsPutBackIsTheHistoryAgain() throws IOException {
    Path aside = Files.move(data, parent.resolve("aside"));
    assertGone();
    Files.move(aside, data);
    await().atMost(Duration.ofSeconds(15)).until(experiments::available);
    UUID after = id(experiments.keep(Outcomes.cleanEof()));
    store.close();
    store = TestingStore.start("--teardown.data-dir=" + data);
    assertThat(store.experiments().find(before)).isPresent();
    assertThat(store.experiments().find(after)).isPresent();
  }

  @Test
  void afterAFailureOnlyAWriteThatWorksMakesItGood() {
    JdbcClient jdbc = store.bean(JdbcClient.class);
    Availability availability = store.bean(Availability.class);
    // Reads still succeed; writes fail.
    jdbc.sql("alter table write_trial rename to away").update();
    availability.doubt(new DataAccessResourceFailureException("no space left on device"));
    for (int look = 0; look < 20; look++) {
      assertThat(experiments.find(before)).isPresent();
      assertThat(experiments.available()).isFalse();
    }
    jdbc.sql("alter table away rename to write_trial").update();
    await().atMost(Duration.ofSeconds(15)).until(experiments::available);
  }

  @Test
  void aWriteTrialTakesTheSpaceOfOne() {
    JdbcClient jdbc = store.bean(JdbcClient.class);
    WriteTrial trial = new WriteTrial(jdbc);
    trial.write();
    trial.write();
    assertThat(
            jdbc.sql("select octet_length(padding) from write_trial").query(Integer.class).list())
        .containsExactly(64 * 1024);
  }

  private void assertGone() {
    assertThatExceptionOfType(HistoryUnavailable.class)
        .isThrownBy(() -> experiments.keep(Outcomes.reset()))
        .withMessageContaining(data.toString())
        .satisfies(e ->
            assertThat(e.trouble()).contains("teardown.data-dir").doesNotContain(data.toString()));
    assertThatExceptionOfType(HistoryUnavailable.class)
        .isThrownBy(() -> experiments.delete(before));
    assertThatExceptionOfType(HistoryUnavailable.class)
        .isThrownBy(() -> store.campaigns().hold(UUID.randomUUID()));
    assertThat(experiments.available()).isFalse();
    assertThat(experiments.trouble()).contains("teardown.data-dir");
    assertThat(experiments.find(before)).as("what it has is still read").isPresent();
    assertThat(experiments.available()).isFalse();
    assertThat(new StoreHealth(store.bean(Availability.class)).health().getStatus().getCode())
        .isEqualTo("DOWN");
  }

  private static UUID id(Experiment outcome) {
    return Objects.requireNonNull(outcome.id());
  }
}
