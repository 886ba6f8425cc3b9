package net.teardown.store;

import static net.teardown.experiment.outcome.Outcomes.STARTED;
import static net.teardown.store.CampaignSamples.campaign;
import static net.teardown.store.CampaignSamples.runs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.teardown.campaign.Bisection;
import net.teardown.campaign.Campaign;
import net.teardown.campaign.Campaigns;
import net.teardown.campaign.Campaigns.NotHeld;
import net.teardown.campaign.Campaigns.NumberedRun;
import net.teardown.campaign.Campaigns.RunFilter;
import net.teardown.campaign.Campaigns.Summary;
import net.teardown.campaign.Run;
import net.teardown.campaign.Status;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Experiments.InvalidCursor;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tests of stored campaigns, for every database. */
abstract class CampaignsContract {

  private static final Set<Status> ANY = EnumSet.allOf(Status.class);

  private final UUID here = UUID.randomUUID();
  private final UUID elsewhere = UUID.randomUUID();
  private TestingStore store;
  private Campaigns campaigns;
  private Experiments experiments;

  abstract TestingDatabase database();

  @BeforeEach
  void open() {
    reopen();
    for (String table :
        List.of(
            "campaign",
            "campaign_runs",
            "campaign_summary",
            "campaign_leftover",
            "instance_lease",
            "experiment",
            "experiment_change",
            "experiment_count")) {
      store.bean(JdbcClient.class).sql("delete from " + table).update();
    }
    campaigns.hold(here);
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
    campaigns = store.campaigns();
    experiments = store.experiments();
  }

  // ---- campaigns

  @Test
  void readsBackWhatWasOrdered() {
    Campaign created = created();
    assertThat(campaigns.find(created.id())).contains(created);
    reopen();
    Campaign found = campaigns.find(created.id()).orElseThrow();
    assertThat(found).isEqualTo(created);
    assertThat(found.axes().keySet())
        .as("the last axis varies fastest, so their order counts")
        .containsExactly("shutdownBeforeClose", "bytesRead", "observerReads");
  }

  @Test
  void knowsNothingOfForeignIds() {
    UUID foreign = CampaignSamples.id();
    assertThat(campaigns.find(foreign)).isEmpty();
    assertThat(campaigns.runs(foreign, 0, 10)).isEmpty();
    assertThat(campaigns.summary(foreign)).isEmpty();
    assertThat(campaigns.take(foreign, here)).isEmpty();
    assertThat(campaigns.change(foreign, null, ANY, Status.CANCELLED, null)).isFalse();
    assertThat(campaigns.delete(foreign)).isFalse();
    assertThatExceptionOfType(NotHeld.class)
        .isThrownBy(() -> campaigns.append(foreign, here, 0, runs(0, 1), List.of()));
  }

  @Test
  void listsNewestFirstPageByPage() {
    List<UUID> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Campaign campaign = campaign(here, STARTED.plusSeconds(i / 3));
      campaigns.create(campaign);
      made.add(campaign.id());
    }
    List<UUID> seen = new ArrayList<>();
    @Nullable String after = null;
    do {
      Campaigns.Page page = campaigns.list(null, 3, after);
      page.items().forEach(campaign -> seen.add(campaign.id()));
      after = page.next();
    } while (after != null);
    assertThat(seen).containsExactlyElementsOf(made.reversed());
    assertThat(campaigns.list(null, 7, null).next()).isNull();
    assertThatExceptionOfType(InvalidCursor.class).isThrownBy(() -> campaigns.list(null, 3, "x"));
    assertThatThrownBy(() -> campaigns.list(null, 501, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listsThoseOfALabelAlone() {
    Campaign labelled = CampaignSamples.campaign(here, STARTED);
    campaigns.create(labelled);
    String label = Objects.requireNonNull(labelled.label());

    assertThat(campaigns.list(label, 5, null).items())
        .extracting(Campaign::id)
        .containsExactly(labelled.id());
    for (String other : List.of(label + "x", label.substring(1), "%", "\"", "𝄞")) {
      assertThat(campaigns.list(other, 5, null).items()).as(other).isEmpty();
    }
  }

  @Test
  void theStatusSaysSinceWhen() {
    Campaign queued = created();
    assertThat(change(queued, Status.RUNNING)).isTrue();
    Campaign running = found(queued);
    assertThat(running.startedAt()).isNotNull();
    assertThat(running.finishedAt()).isNull();

    assertThat(change(queued, Status.FAILED)).isTrue();
    Campaign failed = found(queued);
    assertThat(failed.message()).isEqualTo("because");
    assertThat(failed.startedAt()).isEqualTo(running.startedAt());
    assertThat(failed.finishedAt()).isNotNull();

    Campaign taken = campaigns.take(queued.id(), here).orElseThrow();
    assertThat(taken).isEqualTo(found(queued));
    assertThat(taken.status()).isEqualTo(Status.QUEUED);
    assertThat(taken.message()).isNull();
    assertThat(taken.startedAt()).isEqualTo(running.startedAt());
    assertThat(taken.finishedAt()).isNull();
  }

  @Test
  void changesNothingThatSomebodyElseChangedOrHolds() {
    Campaign campaign = created();
    assertThat(
            campaigns.change(
                campaign.id(), null, EnumSet.of(Status.RUNNING), Status.COMPLETED, null))
        .isFalse();
    assertThat(campaigns.change(campaign.id(), elsewhere, ANY, Status.COMPLETED, null)).isFalse();
    assertThat(campaigns.change(campaign.id(), null, Set.of(), Status.COMPLETED, null)).isFalse();
    assertThat(found(campaign)).isEqualTo(campaign);
    assertThat(campaigns.change(campaign.id(), here, ANY, Status.CANCELLED, null)).isTrue();
  }

  // ---- runs

  @Test
  void readsBackEveryRunInItsPlace() {
    Campaign campaign = created();
    List<Run> all = runs(0, 9500);
    int[] sizes = {1, 4096, 3, 4097, 900, 403};
    int done = 0;
    for (int size : sizes) {
      Campaign after =
          campaigns.append(campaign.id(), here, done, all.subList(done, done + size), List.of());
      done += size;
      assertThat(after).isEqualTo(found(campaign));
      assertThat(after.done()).isEqualTo(done);
    }
    assertThat(done).isEqualTo(9500);
    assertThat(campaigns.runs(campaign.id(), 0, 10_000)).isEqualTo(all);
    for (int from : new int[] {0, 1, 4096, 4097, 4100, 8195, 8196, 8197, 9499, 9500, 20_000}) {
      for (int most : new int[] {1, 2, 5000}) {
        assertThat(campaigns.runs(campaign.id(), from, most))
            .as("%d from %d", most, from)
            .isEqualTo(all.subList(Math.min(from, 9500), Math.min(from + most, 9500)));
      }
    }
  }

  @Test
  void theRunsOfACellAreFoundAmongAllInTheirOrder() {
    Campaign campaign = created();
    List<Run> all = new ArrayList<>(runs(0, 140_000));
    UUID outcome = CampaignSamples.id();
    for (int number : new int[] {3, 4_095, 4_096, 70_007, 139_999}) {
      all.set(number, keptAs(all.get(number), outcome));
    }
    int done = 0;
    for (int size : new int[] {1, 4_095, 4_096, 5_000, 126_808}) {
      campaigns.append(campaign.id(), here, done, all.subList(done, done + size), List.of());
      done += size;
    }
    assertThat(done).isEqualTo(all.size());

    assertThat(pages(campaign, new RunFilter(7, false), 5_000))
        .containsExactlyElementsOf(numbered(all, run -> run.cell() == 7));
    assertThat(pages(campaign, new RunFilter(null, true), 2))
        .containsExactlyElementsOf(numbered(all, run -> run.experiment() != null))
        .hasSize(5);
    assertThat(pages(campaign, new RunFilter(3, true), 2))
        .extracting(NumberedRun::number)
        .containsExactlyElementsOf(
            numbered(all, run -> run.cell() == 3 && run.experiment() != null).stream()
                .map(NumberedRun::number)
                .toList());
    assertThat(pages(campaign, new RunFilter(null, false), 50_000)).hasSize(140_000);
    assertThat(campaigns.runs(campaign.id(), new RunFilter(12, false), 0, 10)).isEmpty();
    assertThat(campaigns.runs(campaign.id(), new RunFilter(7, false), 140_000, 10)).isEmpty();
  }

  private List<NumberedRun> pages(Campaign campaign, RunFilter filter, int size) {
    List<NumberedRun> found = new ArrayList<>();
    List<NumberedRun> page = campaigns.runs(campaign.id(), filter, 0, size);
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(size);
      found.addAll(page);
      page = campaigns.runs(campaign.id(), filter, page.getLast().number() + 1, size);
    }
    return found;
  }

  private static List<NumberedRun> numbered(List<Run> all, Predicate<Run> which) {
    return IntStream.range(0, all.size())
        .filter(number -> which.test(all.get(number)))
        .mapToObj(number -> new NumberedRun(number, all.get(number)))
        .toList();
  }

  private static Run keptAs(Run run, UUID id) {
    return new Run(
        run.cell(),
        run.repetition(),
        run.verdict(),
        run.delivery(),
        run.reason(),
        run.asPredicted(),
        run.met(),
        run.httpStatus(),
        run.startedAt(),
        run.connectMicros(),
        run.durationMicros(),
        id);
  }

  @Test
  void appendingTheSameOnceMoreChangesNothing() {
    Campaign campaign = created();
    List<Experiment> kept = List.of(Outcomes.reset().keptAs(CampaignSamples.id()));
    campaigns.append(campaign.id(), here, 0, runs(0, 5000), kept);
    Campaign once = found(campaign);
    assertThat(campaigns.append(campaign.id(), here, 0, runs(0, 5000), kept)).isEqualTo(once);
    assertThat(found(campaign)).isEqualTo(once);
    assertCountsAreExact(campaign, 5000);
    assertThat(experiments.list(of(campaign), 50, null).items()).hasSize(1);
  }

  @Test
  void appendsNothingThatDoesNotFollow() {
    Campaign campaign = created();
    campaigns.append(campaign.id(), here, 0, runs(0, 10), List.of());
    UUID id = campaign.id();
    assertNotHeld(() -> campaigns.append(id, here, 0, runs(1, 10), List.of()));
    assertNotHeld(() -> campaigns.append(id, here, 0, runs(0, 9), List.of()));
    assertNotHeld(() -> campaigns.append(id, here, 11, runs(11, 1), List.of()));
    assertNotHeld(() -> campaigns.append(id, here, 5, runs(5, 10), List.of()));
    assertNotHeld(() -> campaigns.append(id, elsewhere, 10, runs(10, 1), List.of()));
    assertCountsAreExact(campaign, 10);
    assertThat(campaigns.runs(id, 0, 100)).isEqualTo(runs(0, 10));
  }

  @Test
  void whatCanNotBeKeptWholeIsNotKeptInPart() {
    Campaign campaign = created();
    Experiment twice = Outcomes.reset().keptAs(CampaignSamples.id());
    assertThatExceptionOfType(HistoryUnavailable.class)
        .isThrownBy(
            () -> campaigns.append(campaign.id(), here, 0, runs(0, 10), List.of(twice, twice)));
    assertThat(found(campaign)).isEqualTo(campaign);
    assertCountsAreExact(campaign, 0);
    assertThat(experiments.find(Objects.requireNonNull(twice.id()))).isEmpty();
  }

  @Test
  void whatWasRunBeforeACancellationIsKept() {
    Campaign campaign = created();
    change(campaign, Status.RUNNING);
    change(campaign, Status.CANCELLED);
    Campaign after = campaigns.append(campaign.id(), here, 0, runs(0, 10), List.of());
    assertThat(after.status()).isEqualTo(Status.CANCELLED);
    assertThat(after.done()).isEqualTo(10);
  }

  @Test
  void aSearchMakesARunningCampaignOfItsHolderLonger() {
    Campaign plain = campaign(here);
    Campaign search =
        new Campaign(
            plain.id(),
            plain.label(),
            plain.base(),
            Map.of("idleMillis", List.of(1_000, 9_000)),
            new Bisection("idleMillis", 1_000, 9_000, 500),
            plain.repetitions(),
            plain.ratePerSecond(),
            plain.invalidCells(),
            plain.seed(),
            plain.createdAt(),
            plain.vantage(),
            here,
            Status.QUEUED,
            100_000,
            0,
            null,
            null,
            null);
    campaigns.create(search);
    Campaign longer =
        new Campaign(
            search.id(),
            search.label(),
            search.base(),
            Map.of("idleMillis", List.of(1_000, 9_000, 5_000)),
            search.bisect(),
            search.repetitions(),
            search.ratePerSecond(),
            search.invalidCells(),
            search.seed(),
            search.createdAt(),
            search.vantage(),
            here,
            Status.RUNNING,
            150_000,
            0,
            null,
            null,
            null);
    assertThat(campaigns.grow(longer)).as("it doesn't run yet").isEmpty();

    change(search, Status.RUNNING);
    Campaign after = campaigns.grow(longer).orElseThrow();

    assertThat(after.axes()).isEqualTo(longer.axes());
    assertThat(after.bisect()).isEqualTo(search.bisect());
    assertThat(found(search).total()).isEqualTo(150_000);
    change(search, Status.CANCELLED);
    assertThat(campaigns.grow(longer)).isEmpty();
  }

  @Test
  void outcomesAreFoundUnderTheirCampaignAlone() {
    Campaign campaign = created();
    Campaign other = created();
    Experiment mine = Outcomes.reset().keptAs(CampaignSamples.id());
    Experiment others = Outcomes.cleanEof().keptAs(CampaignSamples.id());
    Experiment nobodys = experiments.keep(Outcomes.reset());
    campaigns.append(campaign.id(), here, 0, runs(0, 3), List.of(mine));
    campaigns.append(other.id(), here, 0, runs(0, 3), List.of(others));
    assertThat(experiments.list(of(campaign), 50, null).items())
        .containsExactly(mine.withoutSteps());
    assertThat(experiments.find(Objects.requireNonNull(mine.id()))).contains(mine);
    assertThat(experiments.countByVerdict(of(campaign)))
        .containsEntry(Verdict.RESET, 1L)
        .containsEntry(Verdict.CLEAN_EOF, 0L);
    assertThat(experiments.list(ExperimentFilter.ALL, 50, null).items())
        .containsExactlyInAnyOrder(
            mine.withoutSteps(), others.withoutSteps(), nobodys.withoutSteps());
  }

  @Test
  void summariesAreKeptWholeHoweverLarge() {
    Campaign campaign = created();
    assertThat(campaigns.summary(campaign.id())).isEmpty();
    for (int size : new int[] {0, 1, 512 * 1024, 3_000_001, 100}) {
      byte[] tallies = new byte[size];
      new Random(size).nextBytes(tallies);
      campaigns.summarise(campaign.id(), here, new Summary(size, tallies));
      Summary read = campaigns.summary(campaign.id()).orElseThrow();
      assertThat(read.runs()).isEqualTo(size);
      assertThat(read.tallies()).isEqualTo(tallies);
    }
    assertNotHeld(
        () -> campaigns.summarise(campaign.id(), elsewhere, new Summary(1, new byte[] {1})));
    assertThat(campaigns.summary(campaign.id()).orElseThrow().runs()).isEqualTo(100);
  }

  // ---- leases and status

  @Test
  void nobodyTakesWhatALiveInstanceRuns() {
    Campaign campaign = created();
    assertThat(campaigns.interruptExpired()).isZero();
    assertThat(campaigns.take(campaign.id(), here)).isEmpty();
    assertThat(campaigns.delete(campaign.id())).isFalse();
    change(campaign, Status.RUNNING);
    assertThat(campaigns.take(campaign.id(), here)).isEmpty();
    assertThat(campaigns.delete(campaign.id())).isFalse();
    assertThat(found(campaign).status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void onlyAnExpiredLeaseInterrupts() {
    Campaign queued = created();
    Campaign running = created();
    Campaign completed = created();
    change(running, Status.RUNNING);
    change(completed, Status.COMPLETED);
    campaigns.append(running.id(), here, 0, runs(0, 10), List.of());

    age(here, Duration.ofSeconds(59));
    assertThat(campaigns.interruptExpired()).isZero();
    age(here, Duration.ofSeconds(2));
    assertThat(campaigns.interruptExpired()).isEqualTo(2);

    assertThat(found(queued).status()).isEqualTo(Status.INTERRUPTED);
    assertThat(found(running).status()).isEqualTo(Status.INTERRUPTED);
    assertThat(found(running).message()).contains("went away");
    assertThat(found(running).finishedAt()).isNotNull();
    assertThat(found(running).done()).isEqualTo(10);
    assertThat(found(completed).status()).isEqualTo(Status.COMPLETED);
    assertThat(campaigns.interruptExpired()).isZero();
  }

  @Test
  void aRenewalMakesALeaseLastAnotherMinute() {
    Campaign campaign = created();
    age(here, Duration.ofSeconds(59));
    campaigns.hold(here);
    age(here, Duration.ofSeconds(59));
    assertThat(campaigns.interruptExpired()).isZero();
    assertThat(found(campaign).status()).isEqualTo(Status.QUEUED);
  }

  @Test
  void whatWasInterruptedIsTakenOverOnceAndItsFormerHolderKnows() {
    Campaign campaign = created();
    campaigns.append(campaign.id(), here, 0, runs(0, 10), List.of());
    age(here, Duration.ofSeconds(61));
    campaigns.hold(elsewhere);
    assertThat(campaigns.take(campaign.id(), elsewhere))
        .as("even before anybody noticed that it is interrupted")
        .hasValueSatisfying(taken -> {
          assertThat(taken.instance()).isEqualTo(elsewhere);
          assertThat(taken.done()).isEqualTo(10);
        });
    campaigns.hold(elsewhere);
    assertThat(campaigns.take(campaign.id(), here)).isEmpty();
    assertNotHeld(() -> campaigns.append(campaign.id(), here, 10, runs(10, 10), List.of()));
    assertThat(campaigns.append(campaign.id(), elsewhere, 10, runs(10, 10), List.of()).done())
        .isEqualTo(20);
    assertCountsAreExact(campaign, 20);
  }

  @Test
  void ofManyWhoTakeAtOnceOneGetsIt() throws Exception {
    for (int round = 0; round < 10; round++) {
      Campaign campaign = created();
      change(campaign, Status.INTERRUPTED);
      List<Callable<Optional<Campaign>>> takers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        UUID taker = here;
        takers.add(() -> campaigns.take(campaign.id(), taker));
      }
      long got = 0;
      try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
        for (Future<Optional<Campaign>> taken : threads.invokeAll(takers)) {
          got += taken.get().isPresent() ? 1 : 0;
        }
      }
      assertThat(got).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"QUEUED", "RUNNING"})
  void aReleaseInterruptsAtOnce(Status status) {
    Campaign campaign = created();
    change(campaign, status);
    campaigns.release(here);
    assertThat(found(campaign).status()).isEqualTo(Status.INTERRUPTED);
    assertThat(found(campaign).message()).contains("stopped");
  }

  @Test
  void aReleaseLeavesWhatHasEnded() {
    Campaign campaign = created();
    change(campaign, Status.CANCELLED);
    campaigns.release(here);
    assertThat(found(campaign).status()).isEqualTo(Status.CANCELLED);
    campaigns.hold(elsewhere);
    assertThat(campaigns.take(campaign.id(), elsewhere)).isPresent();
  }

  // ---- deletion

  @Test
  void aDeletedCampaignTakesItsRunsAndOutcomesWithIt() {
    Campaign gone = created();
    Campaign stays = created();
    for (Campaign campaign : List.of(gone, stays)) {
      List<Experiment> kept =
          Stream.generate(() -> Outcomes.reset().keptAs(CampaignSamples.id())).limit(1100).toList();
      campaigns.append(campaign.id(), here, 0, runs(0, 9000), kept);
      for (int i = 0; i < 70; i++) {
        campaigns.append(campaign.id(), here, 9000 + i, runs(9000 + i, 1), List.of());
      }
      campaigns.summarise(campaign.id(), here, new Summary(9000, new byte[1_000_000]));
      change(campaign, Status.CANCELLED);
    }
    assertThat(campaigns.delete(gone.id())).isTrue();
    assertThat(campaigns.delete(gone.id())).isFalse();
    assertThat(campaigns.find(gone.id())).isEmpty();
    assertThat(experiments.list(of(gone), 500, null).items()).isEmpty();
    assertThat(rowsOf(gone)).isZero();
    assertThat(campaigns.runs(stays.id(), 0, 10_000)).hasSize(9070);
    assertThat(experiments.countByVerdict(of(stays))).containsEntry(Verdict.RESET, 1100L);
    assertThat(campaigns.summary(stays.id())).isPresent();
  }

  @Test
  void aDeletionThatWasCutShortIsFinishedLater() {
    Campaign campaign = created();
    campaigns.append(
        campaign.id(),
        here,
        0,
        runs(0, 10),
        List.of(Outcomes.reset().keptAs(CampaignSamples.id())));
    JdbcClient jdbc = store.bean(JdbcClient.class);
    jdbc.sql("delete from campaign where id = ?").param(campaign.id()).update();
    jdbc.sql("insert into campaign_leftover (campaign) values (?)").param(campaign.id()).update();
    store.bean(Retention.class).sweep();
    assertThat(rowsOf(campaign)).isZero();
    assertThat(experiments.list(of(campaign), 50, null).items()).isEmpty();
  }

  @Test
  void forgetsWhatEndedTooLongAgoAndNothingThatRuns() {
    reopen("--teardown.history.max-age=1h");
    Campaign old = created();
    Campaign young = created();
    Campaign runs = created();
    for (Campaign campaign : List.of(old, young)) {
      campaigns.append(campaign.id(), here, 0, runs(0, 10), List.of());
      change(campaign, Status.COMPLETED);
    }
    store
        .bean(JdbcClient.class)
        .sql("update campaign set finished_at = finished_at - interval '61' minute where id <> ?")
        .param(young.id())
        .update();
    store.bean(Retention.class).sweep();
    assertThat(campaigns.find(old.id())).isEmpty();
    assertThat(rowsOf(old)).isZero();
    assertCountsAreExact(young, 10);
    assertThat(campaigns.find(runs.id())).contains(runs);
  }

  @Test
  void aLeaseFromBeforeTheClockWasSetBackEndsAsSoonAsAnyOther() {
    Campaign campaign = created();
    campaigns.hold(here);
    age(here, Duration.ofDays(-20));
    assertThat(campaigns.interruptExpired()).isZero();
    age(here, Duration.ofSeconds(61));
    assertThat(campaigns.interruptExpired()).isEqualTo(1);
    assertThat(found(campaign).status()).isEqualTo(Status.INTERRUPTED);
  }

  // ---- outages

  @Test
  void saysSoWhileTheDatabaseIsGoneAndGoesOnWhenItIsBack() throws Exception {
    // Each of the calls below waits so long.
    reopen("--spring.datasource.hikari.connection-timeout=250");
    Campaign campaign = created();
    campaigns.append(campaign.id(), here, 0, runs(0, 10), List.of());
    database().takeAway(store);
    try {
      for (Callable<?> call :
          List.<Callable<?>>of(
              () -> campaigns.append(campaign.id(), here, 10, runs(10, 10), List.of()),
              () -> campaigns.find(campaign.id()),
              () -> campaigns.list(null, 5, null),
              () -> campaigns.runs(campaign.id(), 0, 5),
              () -> campaigns.summary(campaign.id()),
              () -> campaigns.take(campaign.id(), here),
              () -> campaigns.delete(campaign.id()),
              campaigns::interruptExpired)) {
        assertThatExceptionOfType(HistoryUnavailable.class).isThrownBy(call::call);
      }
      assertThatExceptionOfType(HistoryUnavailable.class).isThrownBy(() -> campaigns.hold(here));
      assertThatExceptionOfType(HistoryUnavailable.class).isThrownBy(() -> campaigns.release(here));
      assertThat(experiments.available()).isFalse();
    } finally {
      database().bringBack();
    }
    await().atMost(Duration.ofSeconds(15)).until(experiments::available);
    assertCountsAreExact(campaign, 10);
    campaigns.append(campaign.id(), here, 10, runs(10, 10), List.of());
    assertCountsAreExact(campaign, 20);
  }

  private Campaign created() {
    Campaign campaign = campaign(here);
    campaigns.create(campaign);
    return campaign;
  }

  private Campaign found(Campaign campaign) {
    return campaigns.find(campaign.id()).orElseThrow();
  }

  private boolean change(Campaign campaign, Status to) {
    return campaigns.change(campaign.id(), here, ANY, to, "because");
  }

  /** Sets the lease as if this much time had passed since it was renewed. */
  private void age(UUID instance, Duration by) {
    store
        .bean(JdbcClient.class)
        .sql(
            "update instance_lease set expires_at = expires_at - interval '%d' second where instance = ?"
                .formatted(by.toSeconds()))
        .param(instance)
        .update();
  }

  private void assertCountsAreExact(Campaign campaign, long runs) {
    assertThat(found(campaign).done()).isEqualTo(runs);
    assertThat(campaigns.runs(campaign.id(), 0, 100_000)).hasSize((int) runs);
    assertThat(
            store
                .bean(JdbcClient.class)
                .sql("select coalesce(sum(runs), 0) from campaign_runs where campaign = ?")
                .param(campaign.id())
                .query(Long.class)
                .single())
        .isEqualTo(runs);
  }

  private long rowsOf(Campaign campaign) {
    long rows = 0;
    for (String table :
        List.of("experiment", "campaign_runs", "campaign_summary", "campaign_leftover")) {
      rows +=
          store
              .bean(JdbcClient.class)
              .sql("select count(*) from " + table + " where campaign = ?")
              .param(campaign.id())
              .query(Long.class)
              .single();
    }
    return rows;
  }

  private static ExperimentFilter of(Campaign campaign) {
    return new ExperimentFilter(null, null, null, null, campaign.id(), null, null);
  }

  private static void assertNotHeld(Runnable call) {
    assertThatExceptionOfType(NotHeld.class).isThrownBy(call::run);
  }
}
