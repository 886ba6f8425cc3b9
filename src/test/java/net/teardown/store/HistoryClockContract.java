package net.teardown.store;

import static net.teardown.experiment.outcome.Outcomes.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Status;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests that a wall clock which is set causes no irreversible deletion. */
@ExtendWith(OutputCaptureExtension.class)
abstract class HistoryClockContract {

  private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAYS = Duration.ofDays(20);
  private static final HistoryProperties MONTH =
      new HistoryProperties(Duration.ofDays(30), 5, Duration.ofMinutes(1));

  private TestingStore store;
  private final Time here = new Time();
  private Retention retention;

  abstract TestingDatabase database();

  /** The clocks of one process: the wall clock and a monotonic one that nobody can set. */
  private static final class Time extends Clock {
    private Instant wall = START;
    private long nanos = 17;

    void passes(Duration duration) {
      wall = wall.plus(duration);
      nanos += duration.toNanos();
    }

    @Override
    public Instant instant() {
      return wall;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void start() {
    store = database().start("--teardown.history.sweep-interval=1h");
    for (String table : List.of("history_clock", "experiment", "experiment_change", "campaign")) {
      store.bean(JdbcClient.class).sql("delete from " + table).update();
    }
    retention = retention(here);
    retention.sweep();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  /** The retention of a separate process. */
  private Retention retention(Time time) {
    return new Retention(
        store.bean(JdbcClient.class),
        store.bean(ExperimentRows.class),
        store.bean(StoredCampaigns.class),
        store.bean(StoredEnvironments.class),
        store.bean(Availability.class),
        MONTH,
        new HistoryClock(
            store.bean(JdbcClient.class), store.bean(Database.class), time, () -> time.nanos));
  }

  private Experiment keep(Duration age) {
    return store.experiments().keep(outcome(START.minus(age), Verdict.RESET, null, true));
  }

  private boolean kept(Experiment outcome) {
    return store.experiments().find(Objects.requireNonNull(outcome.id())).isPresent();
  }

  private long kept() {
    return store.experiments().countByVerdict(ExperimentFilter.ALL).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void aClockThatIsAheadForTwoSecondsDeletesNothing(CapturedOutput output) {
    Experiment old = keep(Duration.ofDays(15));
    Campaign campaign = CampaignSamples.campaign(UUID.randomUUID());
    store.campaigns().create(campaign);
    store.campaigns().change(campaign.id(), null, Set.of(Status.values()), Status.COMPLETED, null);
    store
        .bean(JdbcClient.class)
        .sql("update campaign set finished_at = ?")
        .param(StoredTime.of(START.minus(Duration.ofDays(15))))
        .update();
    here.passes(MINUTE);
    here.wall = here.wall.plus(DAYS);
    retention.sweep();
    here.passes(Duration.ofSeconds(2));
    retention.sweep();
    assertThat(kept(old)).isTrue();
    here.wall = here.wall.minus(DAYS);
    retention.sweep();
    assertThat(kept(old)).isTrue();
    assertThat(store.campaigns().find(campaign.id())).isPresent();
    assertThat(output.getOut().split("ahead of the time that has passed", -1)).hasSize(2);

    here.passes(Duration.ofDays(15));
    retention.sweep();
    assertThat(kept(old)).as("by its true age").isFalse();
    assertThat(store.campaigns().find(campaign.id())).isEmpty();
  }

  @Test
  void aStepIsKnownAfterARestartAndHeldForADayAcrossTwo() {
    Experiment old = keep(Duration.ofDays(15));
    for (int hour = 0; hour < 24; hour++) {
      Time restarted = new Time();
      restarted.wall = START.plus(DAYS).plus(Duration.ofHours(hour));
      Retention anew = retention(restarted);
      anew.sweep();
      restarted.passes(Duration.ofMinutes(58));
      anew.sweep();
      assertThat(kept(old)).as("hour %d", hour).isTrue();
    }
    Time restarted = new Time();
    restarted.wall = START.plus(DAYS).plus(Duration.ofHours(24));
    retention(restarted).sweep();
    assertThat(kept(old)).isFalse();
  }

  @Test
  void theFirstStartOnAHistoryOfOldDoubtsAClockThatIsFarFromItsNewest() {
    store.bean(JdbcClient.class).sql("delete from history_clock").update();
    Experiment old = keep(Duration.ofDays(15));
    keep(Duration.ZERO);
    here.wall = START.plus(DAYS);
    retention(here).sweep();
    assertThat(kept(old)).isTrue();
  }

  @Test
  void aHistoryThatIsTooLongIsCutWhateverTheClockSays() {
    for (int i = 0; i < 9; i++) {
      keep(Duration.ofDays(15 + i));
    }
    here.wall = START.plus(DAYS);
    retention.sweep();
    assertThat(kept()).isEqualTo(5);
  }

  @Test
  void anOutageOfTheDatabaseIsNoStep() {
    Experiment old = keep(Duration.ofDays(29));
    here.passes(Duration.ofDays(2));
    retention.sweep();
    assertThat(kept(old)).isFalse();
  }

  @Test
  void ofTwoInstancesTheOneWhoseClockIsWrongDeletesNothingHoweverLongItRuns(CapturedOutput output) {
    Experiment old = keep(Duration.ofDays(15));
    Time wrong = new Time();
    wrong.wall = START.plus(DAYS);
    Retention there = retention(wrong);
    for (int look = 0; look < 60; look++) {
      retention.sweep();
      there.sweep();
      here.passes(Duration.ofMinutes(50));
      wrong.passes(Duration.ofMinutes(50));
    }
    assertThat(kept(old)).isTrue();
    assertThat(output.getOut().split("ahead of the time that has passed", -1)).hasSize(2);
  }
}
