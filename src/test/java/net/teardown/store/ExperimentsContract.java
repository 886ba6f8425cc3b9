package net.teardown.store;

import static net.teardown.experiment.outcome.Outcomes.STARTED;
import static net.teardown.experiment.outcome.Outcomes.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Experiments.InvalidCursor;
import net.teardown.experiment.outcome.Experiments.Page;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.spec.AddressFamily;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.Verdict;
import net.teardown.formats.SampleOutcomes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tests of stored experiments, for every database. */
abstract class ExperimentsContract {

  private static final boolean SOAK = Boolean.getBoolean("soak");

  private static final List<Verdict> VERDICTS = List.of(Verdict.values());

  private TestingStore store;
  private Experiments experiments;

  abstract TestingDatabase database();

  @BeforeEach
  void open() {
    reopen();
    for (String table :
        List.of("experiment", "experiment_change", "experiment_count", "environment")) {
      store.bean(JdbcClient.class).sql("delete from " + table).update();
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen(String... arguments) {
    if (store != null) {
      store.close();
    }
    store = database().start(arguments);
    experiments = store.experiments();
  }

  @Test
  void keepsTheSameOutcomeUnderANewId() {
    Experiment ran = Outcomes.reset();
    Experiment kept = experiments.keep(ran);
    UUID id = Objects.requireNonNull(kept.id());
    assertThat(id.version()).isEqualTo(7);
    assertThat(kept).isEqualTo(ran.keptAs(id));
    assertThat(experiments.find(id)).contains(kept);
  }

  @Test
  void keepsTheRouteToTheTarget() {
    Spec spec =
        SpecDraft.of(SpecFields.BYTES_SENT, 5)
            .with(SpecFields.TARGET_HOST, "probe-b")
            .with(SpecFields.SOURCE_ADDRESS, "fd00::1")
            .with(SpecFields.ADDRESS_FAMILY, AddressFamily.PREFER_IPV6)
            .toSpec();

    Experiment kept =
        experiments.keep(Outcomes.of(spec).ends(Ends.idle(spec.otherEnd())).experiment());

    assertThat(experiments.find(Objects.requireNonNull(kept.id())).orElseThrow().outcome().spec())
        .isEqualTo(spec);
  }

  @Test
  void inACrowdOfWritersEverybodyGetsATurn() throws Exception {
    reopen("--spring.datasource.hikari.connection-timeout=250");
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        writers.add(
            threads.submit(() -> {
              for (int k = 0; k < 20; k++) {
                assertThat(experiments.available()).isTrue();
                experiments.keep(Outcomes.reset());
              }
            }));
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertThat(experiments.countByVerdict(ExperimentFilter.ALL))
        .containsEntry(Verdict.RESET, 1280L);
  }

  @ParameterizedTest
  @EnumSource
  void readsBackWhatItKept(Verdict verdict) {
    Experiment kept = experiments.keep(outcome(STARTED, verdict, "größer \"als\" 𝄞", null));
    assertThat(experiments.find(Objects.requireNonNull(kept.id()))).contains(kept);
  }

  @Test
  void keepsInstantsToTheMicrosecond() {
    Experiment kept = experiments.keep(outcome(STARTED.plusNanos(789), Verdict.RESET, null, true));
    assertThat(kept.outcome().run().startedAt()).isEqualTo(STARTED);
    assertThat(experiments.list(ExperimentFilter.ALL, 1, null).items())
        .containsExactly(kept.withoutSteps());
  }

  @Test
  void predictedSetsKeepTheirOrder() {
    Experiment kept = experiments.keep(Outcomes.reset());
    Experiment read = experiments.find(Objects.requireNonNull(kept.id())).orElseThrow();
    assertThat(read.outcome().predicted().verdicts())
        .containsExactly(Verdict.CLEAN_EOF, Verdict.RESET);
  }

  @Test
  void readsRowsOfOtherVersions() {
    Experiment kept = experiments.keep(Outcomes.cleanEof());
    store
        .bean(JdbcClient.class)
        .sql(
            "update experiment set outcome = replace(replace(outcome, '\"settledMicros\":12,', ''),"
                + " '{\"id\"', '{\"later\":{},\"id\"')")
        .update();
    Experiment read = experiments.find(Objects.requireNonNull(kept.id())).orElseThrow();
    assertThat(read.outcome().run().settledMicros()).isZero();
    assertThat(read.outcome().initiator()).isEqualTo(kept.outcome().initiator());
  }

  @Test
  void readsRowsOfVersionsThatDidNotCountWhatThePathDid() {
    Experiment kept = experiments.keep(Outcomes.reset());
    store
        .bean(JdbcClient.class)
        .sql("update experiment set outcome = regexp_replace(outcome, '\"tcp\":\\{[^}]*\\},', '')")
        .update();
    Experiment read = experiments.find(Objects.requireNonNull(kept.id())).orElseThrow();
    assertThat(kept.outcome().initiator().tcp()).isNotNull();
    assertThat(read.outcome().initiator().tcp()).isNull();
    assertThat(read.outcome().initiator().evidence())
        .isEqualTo(kept.outcome().initiator().evidence());
  }

  @Test
  void whatWasKeptSurvivesAReopening() {
    Experiment kept = experiments.keep(Outcomes.reset());
    reopen();
    assertThat(experiments.find(Objects.requireNonNull(kept.id()))).contains(kept);
  }

  @Test
  void knowsNothingOfForeignIds() {
    UUID foreign = UUID.fromString("019a9f7e-0000-7000-8000-000000000000");
    assertThat(experiments.find(foreign)).isEmpty();
    assertThat(experiments.delete(foreign)).isFalse();
  }

  @Test
  void deletesOnce() {
    Experiment gone = experiments.keep(Outcomes.reset());
    Experiment stays = experiments.keep(Outcomes.cleanEof());
    assertThat(experiments.delete(Objects.requireNonNull(gone.id()))).isTrue();
    assertThat(experiments.delete(Objects.requireNonNull(gone.id()))).isFalse();
    assertThat(experiments.find(Objects.requireNonNull(gone.id()))).isEmpty();
    assertThat(experiments.list(ExperimentFilter.ALL, 50, null).items())
        .containsExactly(stays.withoutSteps());
  }

  @Test
  void listsNewestFirstWithoutSteps() {
    Experiment second = experiments.keep(at(2));
    Experiment third = experiments.keep(at(3));
    Experiment first = experiments.keep(at(1));
    Page page = experiments.list(ExperimentFilter.ALL, 50, null);
    assertThat(page.items())
        .containsExactly(third.withoutSteps(), second.withoutSteps(), first.withoutSteps());
    assertThat(page.next()).isNull();
  }

  @Test
  void aPageThatIsExactlyFullIsTheLast() {
    experiments.keep(at(1));
    experiments.keep(at(2));
    assertThat(experiments.list(ExperimentFilter.ALL, 2, null).next()).isNull();
    assertThat(experiments.list(ExperimentFilter.ALL, 1, null).next()).isNotNull();
  }

  @Test
  void eachFilterAsksForItsOwn() {
    Experiment a = experiments.keep(outcome(second(1), Verdict.RESET, "a", true));
    Experiment b = experiments.keep(outcome(second(2), Verdict.RESET, "b", false));
    Experiment c = experiments.keep(outcome(second(3), Verdict.CLEAN_EOF, "a", null));
    Experiment d = experiments.keep(outcome(second(4), Verdict.CLEAN_EOF, null, true));

    assertFinds(new ExperimentFilter(Verdict.RESET, null, null, null, null), b, a);
    assertFinds(new ExperimentFilter(null, "a", null, null, null), c, a);
    assertFinds(new ExperimentFilter(null, "A", null, null, null));
    assertFinds(new ExperimentFilter(null, "%", null, null, null));
    assertFinds(new ExperimentFilter(null, null, true, null, null), d, a);
    assertFinds(new ExperimentFilter(null, null, false, null, null), b);
    assertFinds(new ExperimentFilter(null, null, null, second(2), null), d, c, b);
    assertFinds(new ExperimentFilter(null, null, null, null, second(2)), a);
    assertFinds(new ExperimentFilter(null, null, null, second(2), second(4)), c, b);
    assertFinds(new ExperimentFilter(Verdict.RESET, "a", true, second(1), second(2)), a);
    assertFinds(new ExperimentFilter(Verdict.RESET, "a", false, null, null));
  }

  @Test
  void boundsBetweenTwoMicrosecondsAndBeyondAllTimesAreExact() {
    Experiment kept = experiments.keep(outcome(STARTED, Verdict.RESET, null, true));
    assertFinds(new ExperimentFilter(null, null, null, STARTED.plusNanos(1), null));
    assertFinds(new ExperimentFilter(null, null, null, STARTED.plusNanos(600), null));
    assertFinds(new ExperimentFilter(null, null, null, null, STARTED.plusNanos(1)), kept);
    assertFinds(new ExperimentFilter(null, null, null, Instant.MIN, Instant.MAX), kept);
    assertFinds(new ExperimentFilter(null, null, null, Instant.MAX, null));
  }

  @Test
  void pagesHaveNeitherGapsNorRepeatsWhileRowsArrive() {
    List<UUID> before = new ArrayList<>();
    for (int i = 0; i < 57; i++) {
      before.add(id(experiments.keep(at(i / 10))));
    }
    List<UUID> seen = new ArrayList<>();
    @Nullable String after = null;
    do {
      Page page = experiments.list(ExperimentFilter.ALL, 5, after);
      page.items().forEach(item -> seen.add(id(item)));
      after = page.next();
      experiments.keep(at(100 + seen.size()));
    } while (after != null);
    assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void tiesOfTheSameMicrosecondAreListedInOneOrder() {
    List<UUID> kept = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      kept.add(id(experiments.keep(Outcomes.reset())));
    }
    List<UUID> seen = new ArrayList<>();
    @Nullable String after = null;
    do {
      Page page =
          experiments.list(
              new ExperimentFilter(Verdict.RESET, "first-try", true, null, null), 4, after);
      page.items().forEach(item -> seen.add(id(item)));
      after = page.next();
    } while (after != null);
    assertThat(seen).containsExactlyElementsOf(kept.reversed());
  }

  @Test
  void countsEveryVerdictEvenThoseThatNeverCame() {
    experiments.keep(outcome(second(1), Verdict.RESET, "a", true));
    experiments.keep(outcome(second(2), Verdict.RESET, "b", true));
    experiments.keep(outcome(second(3), Verdict.TIMED_OUT, "a", false));
    assertThat(experiments.countByVerdict(ExperimentFilter.ALL))
        .containsOnlyKeys(Verdict.values())
        .containsEntry(Verdict.RESET, 2L)
        .containsEntry(Verdict.TIMED_OUT, 1L)
        .containsEntry(Verdict.CLEAN_EOF, 0L);
    assertThat(experiments.countByVerdict(new ExperimentFilter(null, "a", null, second(2), null)))
        .containsOnlyKeys(Verdict.values())
        .containsEntry(Verdict.RESET, 0L)
        .containsEntry(Verdict.TIMED_OUT, 1L);
  }

  @Test
  void countsAreExactBeforeAndAfterTheyAreAddedUpAndAfterADeletion() {
    ExperimentRows rows = store.bean(ExperimentRows.class);
    SplittableRandom random = new SplittableRandom(4711);
    List<ExperimentRow> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      @Nullable Boolean asPredicted = i % 7 == 0 ? null : i % 5 != 0;
      Experiment outcome =
          outcome(
                  STARTED.plusSeconds(random.nextInt(5 * 3600)),
                  VERDICTS.get(random.nextInt(3)),
                  i % 3 == 0 ? "label-" + i % 2 : null,
                  asPredicted)
              .keptAs(CampaignSamples.id());
      all.add(ExperimentRow.of(outcome, i % 4 == 0 ? "host-" + i % 8 : null, null));
    }
    store
        .bean(Database.class)
        .atomically(() -> {
          rows.insert(all);
          return all;
        });
    assertCounts(rows, all);
    rows.fold();
    assertThat(rowsIn("experiment_change")).isZero();
    assertCounts(rows, all);
    for (int i = 0; i < 200; i++) {
      assertThat(experiments.delete(all.remove(random.nextInt(all.size())).id())).isTrue();
      if (i == 100) {
        rows.fold();
      }
    }
    assertCounts(rows, all);
    rows.fold();
    assertCounts(rows, all);
    while (rows.delete("1 = 1", List.of(), 100) > 0) {}
    rows.fold();
    assertThat(rowsIn("experiment_count")).isZero();
    assertCounts(rows, List.of());
  }

  private static void assertCounts(ExperimentRows rows, List<ExperimentRow> all) {
    List<@Nullable Instant> bounds =
        Arrays.asList(
            null,
            STARTED.truncatedTo(ChronoUnit.HOURS).plusSeconds(3600),
            STARTED.plusSeconds(1234),
            STARTED.plusSeconds(9876));
    for (@Nullable Verdict verdict : Arrays.asList(null, Verdict.CLEAN_EOF)) {
      for (@Nullable String label : Arrays.asList(null, "label-1", "nobody's")) {
        for (@Nullable String host : Arrays.asList(null, "host-4")) {
          for (@Nullable Boolean asPredicted : Arrays.asList(null, true, false)) {
            for (@Nullable Instant from : bounds) {
              for (@Nullable Instant to : bounds) {
                ExperimentFilter filter =
                    new ExperimentFilter(verdict, host, label, asPredicted, null, from, to);
                long expected = all.stream().filter(row -> matches(filter, row)).count();
                assertThat(rows.count(filter).values().stream().mapToLong(Long::longValue).sum())
                    .as(filter.toString())
                    .isEqualTo(expected);
              }
            }
          }
        }
      }
    }
  }

  private static boolean matches(ExperimentFilter filter, ExperimentRow row) {
    Outcome outcome = row.outcome();
    return (filter.verdict() == null || filter.verdict() == outcome.verdict())
        && (filter.label() == null || filter.label().equals(outcome.asked().label()))
        && (filter.targetHost() == null || filter.targetHost().equals(row.counted().targetHost()))
        && (filter.asPredicted() == null || filter.asPredicted().equals(outcome.asPredicted()))
        && (filter.from() == null || !row.startedAt().isBefore(filter.from()))
        && (filter.to() == null || row.startedAt().isBefore(filter.to()));
  }

  private long rowsIn(String table) {
    return store
        .bean(JdbcClient.class)
        .sql("select count(*) from " + table)
        .query(Long.class)
        .single();
  }

  @Test
  void whatWasAcknowledgedIsInEveryAnswerThatIsAskedForAfterwards() throws Exception {
    AtomicLong kept = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService others = Executors.newFixedThreadPool(1)) {
      Future<?> writer =
          others.submit(() -> {
            for (int i = 0; i < 300; i++) {
              experiments.keep(Outcomes.reset());
              kept.incrementAndGet();
            }
            over.set(true);
          });
      while (!over.get()) {
        long before = kept.get();
        assertThat(experiments.list(ExperimentFilter.ALL, 500, null).items())
            .hasSizeBetween((int) before, (int) kept.get() + 1);
      }
      writer.get();
    }
  }

  @Test
  void nobodySeesAWrongCountWhileOthersKeepAndAddUp() throws Exception {
    ExperimentRows rows = store.bean(ExperimentRows.class);
    AtomicLong kept = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService others = Executors.newFixedThreadPool(3)) {
      Future<?> writer =
          others.submit(() -> {
            for (int i = 0; i < 500; i++) {
              experiments.keep(Outcomes.reset());
              kept.incrementAndGet();
            }
            over.set(true);
          });
      List<Future<?>> folding = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        folding.add(
            others.submit(() -> {
              while (!over.get()) {
                rows.fold();
              }
            }));
      }
      while (!over.get()) {
        long before = kept.get();
        long counted = rows.count(ExperimentFilter.ALL).getOrDefault("RESET", 0L);
        assertThat(counted).isBetween(before, kept.get() + 1);
      }
      writer.get();
      for (Future<?> each : folding) {
        each.get();
      }
    }
    assertThat(rows.count(ExperimentFilter.ALL)).containsEntry("RESET", 500L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "next",
        "=",
        "2026-11-22",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "' or 1=1 --"
      })
  void refusesCursorsThatAreNotOurs(String cursor) {
    assertThatExceptionOfType(InvalidCursor.class)
        .isThrownBy(() -> experiments.list(ExperimentFilter.ALL, 5, cursor));
  }

  @Test
  void refusesACursorThatSomebodyChanged() {
    experiments.keep(at(1));
    experiments.keep(at(2));
    String cursor = Objects.requireNonNull(experiments.list(ExperimentFilter.ALL, 1, null).next());
    byte[] farFuture = Base64.getUrlDecoder().decode(cursor);
    farFuture[0] = 0x7f;
    String changed = Base64.getUrlEncoder().encodeToString(farFuture);
    for (String bad :
        List.of(
            cursor + "A", cursor + "=", cursor.substring(1), cursor.replace('A', '+'), changed)) {
      assertThatThrownBy(() -> experiments.list(ExperimentFilter.ALL, 1, bad))
          .as(bad)
          .isInstanceOf(InvalidCursor.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 501})
  void refusesPagesOfNoSizeOrTooLarge(int size) {
    assertThatThrownBy(() -> experiments.list(ExperimentFilter.ALL, size, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'size'");
  }

  @Test
  void manyKeepAtOnceAndNoneIsLostOrMixedUp() throws Exception {
    List<Experiment> kept = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(64)) {
      List<Callable<Experiment>> calls = new ArrayList<>();
      for (int i = 0; i < 640; i++) {
        Experiment ran = outcome(second(i), VERDICTS.get(i % VERDICTS.size()), "client-" + i, true);
        calls.add(() -> experiments.keep(ran));
      }
      for (Future<Experiment> answer : clients.invokeAll(calls)) {
        kept.add(answer.get());
      }
    }
    assertThat(kept).extracting(Experiment::id).doesNotHaveDuplicates();
    assertThat(kept)
        .allSatisfy(outcome -> assertThat(experiments.find(id(outcome))).contains(outcome));
  }

  @Test
  void aRowThatCannotBeStoredTakesNoOtherWithIt() throws Exception {
    int callers = 64;
    List<Future<Experiment>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(callers)) {
      List<Callable<Experiment>> calls = new ArrayList<>();
      for (int i = 0; i < 320; i++) {
        String label = i % 16 == 7 ? "too long a label ".repeat(10) + i : "label-" + i;
        Experiment ran = outcome(second(i), Verdict.RESET, label, true);
        calls.add(() -> experiments.keep(ran));
      }
      answers.addAll(clients.invokeAll(calls));
    }
    for (int i = 0; i < answers.size(); i++) {
      Future<Experiment> answer = answers.get(i);
      if (i % 16 == 7) {
        assertThatThrownBy(answer::get).hasCauseInstanceOf(HistoryUnavailable.class);
      } else {
        assertThat(experiments.find(id(answer.get()))).contains(answer.get());
      }
    }
    assertThat(rowsIn("experiment")).isEqualTo(300);
    assertThat(experiments.countByVerdict(ExperimentFilter.ALL)).containsEntry(Verdict.RESET, 300L);
    assertThat(experiments.available()).isTrue();
  }

  @Test
  void anOutageIsToldToEverybodyWhoWaitsToBeStored() throws Exception {
    experiments.keep(Outcomes.reset());
    database().takeAway(store);
    try (ExecutorService clients = Executors.newFixedThreadPool(32)) {
      Instant asked = Instant.now();
      Callable<Experiment> call = () -> experiments.keep(Outcomes.reset());
      for (Future<Experiment> answer : clients.invokeAll(Collections.nCopies(32, call))) {
        assertThatThrownBy(answer::get).hasCauseInstanceOf(HistoryUnavailable.class);
      }
      assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(8));
    } finally {
      database().bringBack();
    }
    await().atMost(Duration.ofSeconds(15)).until(experiments::available);
    assertThat(rowsIn("experiment")).isEqualTo(1);
  }

  @Test
  void forgetsWhatIsTooOld() {
    reopen("--teardown.history.max-age=1h");
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Experiment old =
        experiments.keep(outcome(now.minus(61, ChronoUnit.MINUTES), Verdict.RESET, null, true));
    Experiment young =
        experiments.keep(outcome(now.minus(59, ChronoUnit.MINUTES), Verdict.RESET, null, true));
    store.bean(Retention.class).sweep();
    assertThat(experiments.find(id(old))).isEmpty();
    assertThat(experiments.find(id(young))).contains(young);
  }

  @Test
  void theEnvironmentsThatOutcomesNameAreKeptOnceEach() {
    Experiment across = SampleOutcomes.get("across-diagnosed");
    for (int i = 0; i < 3; i++) {
      experiments.keep(Outcomes.reset());
      experiments.keep(across);
    }
    assertThat(environments()).isEqualTo(2);
    reopen();
    Experiment kept = experiments.keep(across);
    assertThat(environments()).isEqualTo(2);
    assertThat(kept.outcome().environments())
        .isEqualTo(new Environments(Outcomes.ENVIRONMENT, SampleOutcomes.RESPONDERS_ENVIRONMENT));
    assertThat(experiments.find(id(kept))).contains(kept);
    kept.outcome()
        .environments()
        .known()
        .forEach(named -> assertThat(experiments.environment(named.hash())).contains(named));
    assertThat(experiments.environment("0123456789abcdef")).isEmpty();
  }

  @Test
  void anEnvironmentIsForgottenOnceNoOutcomeIsAsOldAsItsLastUse() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Experiment old =
        experiments.keep(outcome(now.minus(3, ChronoUnit.HOURS), Verdict.RESET, null, true));
    Experiment young = experiments.keep(outcome(now, Verdict.REFUSED, null, null));
    store.bean(Retention.class).sweep();
    assertThat(environments()).isEqualTo(1);

    store
        .bean(JdbcClient.class)
        .sql("update environment set used_until = ?")
        .param(StoredTime.of(now.minus(2, ChronoUnit.HOURS)))
        .update();
    store.bean(Retention.class).sweep();
    assertThat(experiments.environment(Outcomes.ENVIRONMENT.hash())).isPresent();

    experiments.delete(id(old));
    store.bean(Retention.class).sweep();
    assertThat(environments()).isZero();
    assertThat(experiments.find(id(young)).orElseThrow().outcome().verdict())
        .isEqualTo(Verdict.REFUSED);
    experiments.delete(id(young));
    store.bean(Retention.class).sweep();
    assertThat(environments()).isZero();
  }

  private long environments() {
    return store
        .bean(JdbcClient.class)
        .sql("select count(*) from environment")
        .query(Long.class)
        .single();
  }

  @Test
  void forgetsTheOldestOfTooMany() {
    reopen("--teardown.history.max-count=7", "--teardown.history.max-age=36500d");
    List<UUID> kept = new ArrayList<>();
    // More than one statement deletes.
    int surplus = SOAK ? 2_500 : 1_200;
    for (int i = 0; i < surplus + 7; i++) {
      kept.add(id(experiments.keep(at(i / 5))));
    }
    store.bean(Retention.class).sweep();
    assertThat(experiments.list(ExperimentFilter.ALL, 500, null).items())
        .extracting(Experiment::id)
        .containsExactlyElementsOf(kept.subList(surplus, surplus + 7).reversed());
  }

  @Test
  void clearsOutByItself() {
    reopen("--teardown.history.max-count=1", "--teardown.history.sweep-interval=1s");
    experiments.keep(at(1));
    Experiment newest =
        experiments.keep(Outcomes.outcome(Instant.now(), Verdict.RESET, null, true));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(experiments.list(ExperimentFilter.ALL, 5, null).items())
                .containsExactly(newest.withoutSteps()));
  }

  @Test
  void saysSoWhileTheDatabaseIsGoneAndGoesOnWhenItIsBack() throws Exception {
    // Each of the calls below waits so long.
    reopen("--spring.datasource.hikari.connection-timeout=250");
    Experiment before = experiments.keep(Outcomes.reset());
    assertThat(experiments.available()).isTrue();
    database().takeAway(store);
    try {
      assertThatExceptionOfType(HistoryUnavailable.class)
          .isThrownBy(() -> experiments.keep(Outcomes.reset()));
      assertThatExceptionOfType(HistoryUnavailable.class)
          .isThrownBy(() -> experiments.find(id(before)));
      assertThatExceptionOfType(HistoryUnavailable.class)
          .isThrownBy(() -> experiments.list(ExperimentFilter.ALL, 5, null));
      assertThatExceptionOfType(HistoryUnavailable.class)
          .isThrownBy(() -> experiments.countByVerdict(ExperimentFilter.ALL));
      assertThatExceptionOfType(HistoryUnavailable.class)
          .isThrownBy(() -> experiments.delete(id(before)));
      assertThat(experiments.available()).isFalse();
      store.bean(Retention.class).sweep();
    } finally {
      database().bringBack();
    }
    await().atMost(Duration.ofSeconds(15)).until(experiments::available);
    assertThat(experiments.find(id(before))).contains(before);
    assertThat(experiments.keep(Outcomes.cleanEof()).id()).isNotNull();
    assertThat(experiments.list(ExperimentFilter.ALL, 50, null).items()).hasSize(2);
  }

  private void assertFinds(ExperimentFilter filter, Experiment... expected) {
    assertThat(experiments.list(filter, 50, null).items())
        .as(filter.toString())
        .containsExactly(
            List.of(expected).stream().map(Experiment::withoutSteps).toArray(Experiment[]::new));
    assertThat(
            experiments.countByVerdict(filter).values().stream().mapToLong(Long::longValue).sum())
        .as(filter.toString())
        .isEqualTo(expected.length);
  }

  private static UUID id(Experiment outcome) {
    return Objects.requireNonNull(outcome.id());
  }

  private static Instant second(int second) {
    return STARTED.plusSeconds(second);
  }

  private static Experiment at(int second) {
    return outcome(second(second), Verdict.RESET, "label", true);
  }
}
