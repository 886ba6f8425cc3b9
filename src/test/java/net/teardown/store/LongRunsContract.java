package net.teardown.store;

import static net.teardown.experiment.outcome.Outcomes.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.teardown.campaign.Campaigns;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.InvalidCursor;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.terms.Verdict;
import net.teardown.run.LongRunStore;
import net.teardown.run.LongRunStore.Page;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tests of stored runs under way, for every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LongRunsContract {

  /** More than one transaction moves. */
  private static final int MANY = 230;

  private final UUID here = UUID.randomUUID();
  private final UUID gone = UUID.randomUUID();
  private @Nullable TestingStore store;

  abstract TestingDatabase database();

  /** Whether another process may use the database at the same time. */
  abstract boolean isShared();

  @BeforeEach
  void beginEmpty() {
    for (String table :
        List.of(
            "long_run", "instance_lease", "experiment", "experiment_change", "experiment_count")) {
      store().bean(JdbcClient.class).sql("delete from " + table).update();
    }
    store().bean(Campaigns.class).hold(here);
  }

  @AfterAll
  void close() {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  /** One for all tests, opened when first needed. */
  private TestingStore store() {
    if (store == null) {
      store = database().start();
    }
    return store;
  }

  private LongRunStore longRuns() {
    return store().bean(LongRunStore.class);
  }

  private Experiments experiments() {
    return store().experiments();
  }

  private static Experiment interrupted(int number) {
    return made(number, Verdict.INCONCLUSIVE);
  }

  private static Experiment made(int number, Verdict verdict) {
    return Outcomes.outcome(STARTED.plusSeconds(number), verdict, "batch-" + number % 2, null)
        .keptAs(new UUID(0x019a9f7e00007000L, Long.MIN_VALUE + number));
  }

  private static UUID id(Experiment experiment) {
    return Objects.requireNonNull(experiment.id());
  }

  @Test
  void whatWasAcceptedIsReadBackAfterARestart() {
    Experiment run = interrupted(1);

    longRuns().accept(here, run);

    assertThat(longRuns().find(id(run))).contains(run);
    assertThat(experiments().find(id(run))).as("it isn't history yet").isEmpty();
    close();
    assertThat(longRuns().find(id(run))).contains(run);
  }

  @Test
  void itsEndMovesItToTheHistoryOnce() {
    longRuns().accept(here, interrupted(1));
    Experiment done = made(1, Verdict.RESET);

    assertThat(longRuns().finish(done)).isTrue();
    assertThat(longRuns().find(id(done))).isEmpty();
    assertThat(experiments().find(id(done))).contains(done);
    assertThat(longRuns().finish(done)).as("the answer to the commit was lost").isTrue();
    assertThat(experiments().list(ExperimentFilter.ALL, 10, null).items()).hasSize(1);
  }

  @Test
  void ofAProcessThatIsGoneEveryRunIsKeptAsInterrupted() {
    for (int i = 0; i < MANY; i++) {
      longRuns().accept(gone, interrupted(i));
    }
    Experiment held = interrupted(MANY);
    longRuns().accept(here, held);

    assertThat(longRuns().interruptExpired()).isEqualTo(MANY);

    assertThat(longRuns().find(id(held))).contains(held);
    assertThat(experiments().find(id(interrupted(7)))).contains(interrupted(7));
    assertThat(longRuns().finish(made(7, Verdict.RESET)))
        .as("who comes back finds it was given up")
        .isFalse();
    assertThat(experiments().find(id(interrupted(7)))).contains(interrupted(7));
    assertThat(longRuns().interruptExpired()).isZero();
  }

  @Test
  void whoeverIsFirstEndsIt() throws Exception {
    for (int i = 0; i < 20; i++) {
      longRuns().accept(gone, interrupted(i));
      Experiment done = made(i, Verdict.RESET);

      List<Object> ended = together(() -> longRuns().finish(done), longRuns()::interruptExpired);

      boolean finished = (boolean) ended.getFirst();
      assertThat(ended.getLast()).as("of run %d", i).isEqualTo(finished ? 0 : 1);
      assertThat(experiments().find(id(done))).contains(finished ? done : interrupted(i));
    }
  }

  private static List<Object> together(Callable<?> one, Callable<?> other) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> first = threads.submit(one);
      Future<?> second = threads.submit(other);
      return List.of(first.get(), second.get());
    }
  }

  @Test
  void aCancellationReachesWhoeverMakesIt() {
    Experiment run = interrupted(1);
    longRuns().accept(here, run);
    longRuns().accept(gone, interrupted(2));

    assertThat(longRuns().cancel(id(run))).isTrue();
    assertThat(longRuns().cancelled(here))
        .as("where one process alone uses the store it needn't ask")
        .isEqualTo(isShared() ? List.of(id(run)) : List.of());
    assertThat(longRuns().cancelled(gone)).isEmpty();

    longRuns().finish(made(1, Verdict.INCONCLUSIVE));
    assertThat(longRuns().cancel(id(run))).isFalse();
    assertThat(longRuns().cancelled(here)).isEmpty();
  }

  @Test
  void theyAreListedNewestFirstPageByPage() {
    IntStream.range(0, 5).forEach(i -> longRuns().accept(here, interrupted(i)));

    Page first = longRuns().list(ExperimentFilter.ALL, 2, null);
    Page second = longRuns().list(ExperimentFilter.ALL, 2, first.next());
    Page third = longRuns().list(ExperimentFilter.ALL, 2, second.next());

    assertThat(first.items()).containsExactly(interrupted(4), interrupted(3));
    assertThat(second.items()).containsExactly(interrupted(2), interrupted(1));
    assertThat(third.items()).containsExactly(interrupted(0));
    assertThat(third.next()).isNull();
    assertThatThrownBy(() -> longRuns().list(ExperimentFilter.ALL, 2, "nonsense"))
        .isInstanceOf(InvalidCursor.class);
  }

  @Test
  void theyAreFoundByLabelAndTime() {
    IntStream.range(0, 5).forEach(i -> longRuns().accept(here, interrupted(i)));

    assertThat(
            longRuns()
                .list(
                    new ExperimentFilter(
                        null, "batch-0", null, STARTED.plusSeconds(1), STARTED.plusSeconds(4)),
                    10,
                    null)
                .items())
        .containsExactly(interrupted(2));
  }
}
