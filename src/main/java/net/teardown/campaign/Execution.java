package net.teardown.campaign;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import net.teardown.campaign.Places.Place;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Ids;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.PeerKind;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.instance.NoThread;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.Feed;
import net.teardown.run.Runner;
import net.teardown.run.RunnerBusy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * One campaign under way. Lanes fetch its short runs, threads of the runner make the others, and
 * the thread that calls {@link #run} writes down what they come to, a batch at a time.
 */
final class Execution implements Feed {

  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  private static final int PAGE = 10_000;
  private static final int LARGEST_BATCH = 4096;
  private static final Duration LONGEST_BATCH = Duration.ofMillis(200);

  /** What lies finished and not yet written; no run is begun beyond it. */
  private static final int MOST_UNWRITTEN = 4 * LARGEST_BATCH;

  /**
   * The most outcomes that are kept whole in one batch; twice as many may lie unwritten. At first
   * that is every run of a campaign with many cells, and each is kilobytes.
   */
  private static final int MOST_WHOLE = 512;

  /** How far runs of one kind may be ahead of those of the other. */
  private static final int WINDOW = 1024;

  /** How long the store may be away before the campaign fails. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(3);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration SUMMARY_EVERY = Duration.ofSeconds(5);

  /** Beyond this their specs would be a burden, and to make one is a small part of a run. */
  private static final int MOST_SPECS = 256;

  /** One finished run. */
  private record Entry(PeerKind peer, Run run, @Nullable Outcome kept) {}

  private final Campaigns campaigns;
  private final Runner runner;
  private final ApplicationEventPublisher events;
  private final UUID instance;
  private final Plan plan;
  private final Map<@Nullable Target, AllowedTarget> targets;

  /** Cells whose runs the lanes make, by index; those of the others wait. */
  private final BitSet onLanes = new BitSet();

  /** Specs of the lanes' cells by index, if they are few; many are made for each run anew. */
  private final @Nullable Spec[] specs;

  private final Tallies tallies;
  private final Keeping keeping = new Keeping();

  // Guarded by this.
  private final Places places;
  private final Pace pace;
  private final Deque<Place> forLanes = new ArrayDeque<>();
  private final Deque<Place> forThreads = new ArrayDeque<>();
  private final Deque<Entry> finished = new ArrayDeque<>();
  private int wholeUnwritten;
  private int underWay;
  private boolean exhausted;

  private volatile Campaign campaign;
  private volatile boolean stopping;
  private volatile long graceUntil;
  private volatile @Nullable String failure;
  private long summarisedAt = System.nanoTime();
  private long summaryTook;

  /**
   * @param campaign as it was queued, for this instance
   * @param targets who is run against, by what its spec says of it
   */
  Execution(
      Campaigns campaigns,
      Runner runner,
      ApplicationEventPublisher events,
      Campaign campaign,
      Plan plan,
      Map<@Nullable Target, AllowedTarget> targets) {
    this.campaigns = campaigns;
    this.runner = runner;
    this.events = events;
    this.instance = campaign.instance();
    this.campaign = campaign;
    this.plan = plan;
    this.targets = targets;
    int cells = plan.cells().size();
    this.specs = new @Nullable Spec[cells > MOST_SPECS ? 0 : cells];
    this.tallies = new Tallies(cells);
    this.places = new Places(plan, campaign.repetitions(), campaign.seed());
    this.pace = new Pace(plan.ratePerSecond(), System::nanoTime);
  }

  /** The campaign as it stood after the last batch. */
  Campaign campaign() {
    return campaign;
  }

  /** What it comes to before anything is run. */
  Plan plan() {
    return plan;
  }

  /** What its runs come to, as of the last batch. */
  Tallies tallies() {
    return tallies;
  }

  /**
   * Begins no more runs; those under way are waited for and written down.
   *
   * @param grace how long they may take
   */
  synchronized void stop(Duration grace) {
    graceUntil = System.nanoTime() + grace.toNanos();
    stopping = true;
    notifyAll();
  }

  /**
   * Runs the campaign until its end and leaves it in the status that says how it ended, unless
   * somebody else has changed that or a stop was asked for.
   *
   * @throws HistoryUnavailable if the store doesn't hear of the end
   */
  void run() {
    try {
      if (stopping
          || !campaigns.change(
              campaign.id(), instance, EnumSet.of(Status.QUEUED), Status.RUNNING, null)) {
        return;
      }
      recall();
      perform();
      end();
    } catch (Campaigns.NotHeld e) {
      LOG.warn("Campaign {} ends here: {}", campaign.id(), e.getMessage());
    } finally {
      stopping = true;
    }
  }

  /** What was done before a resumption. */
  private void recall() {
    long from = 0;
    List<Run> page = campaigns.runs(campaign.id(), from, PAGE);
    while (!page.isEmpty()) {
      for (Run run : page) {
        places.done(run);
        keeping.recall(run);
      }
      tallies.count(page);
      from += page.size();
      page = page.size() < PAGE ? List.of() : campaigns.runs(campaign.id(), from, PAGE);
    }
    campaign = campaigns.find(campaign.id()).orElseThrow(Execution::deleted);
  }

  private void perform() {
    int most = Integer.MAX_VALUE;
    for (int cell : plan.valid()) {
      Spec spec = plan.spec(cell);
      AllowedTarget target = target(spec);
      if (runner.sharesLane(target, spec)) {
        onLanes.set(cell);
      } else {
        most = Math.min(most, runner.mostOfMany(target));
      }
    }
    runner.runAll(this);
    if (most < Integer.MAX_VALUE) {
      Semaphore atATime = new Semaphore(most);
      Thread.ofVirtual().name("campaign").start(() -> dispatch(atATime));
    }
    while (!isWritten()) {
      List<Entry> batch = batch();
      if (!batch.isEmpty() && !write(batch)) {
        return;
      }
    }
  }

  /** Whether nothing more comes that is to be written. */
  private synchronized boolean isWritten() {
    return isOver() && finished.isEmpty() && !isAwaited();
  }

  /** Whether runs that are under way are still to be waited for. */
  private synchronized boolean isAwaited() {
    return underWay > 0 && !(stopping && System.nanoTime() - graceUntil > 0);
  }

  private void end() {
    summarise();
    String why = failure;
    if (why != null) {
      campaigns.change(campaign.id(), instance, Status.ACTIVE, Status.FAILED, why);
    } else if (campaign.done() == campaign.total()) {
      campaigns.change(campaign.id(), instance, Status.ACTIVE, Status.COMPLETED, null);
    }
    campaign = campaigns.find(campaign.id()).orElseThrow(Execution::deleted);
  }

  private static Campaigns.NotHeld deleted() {
    return new Campaigns.NotHeld("it was deleted");
  }

  // ---- what is run

  @Override
  public @Nullable Order next() {
    Place place = next(true);
    return place == null ? null : new Job(place);
  }

  @Override
  public synchronized boolean isOver() {
    return stopping || (exhausted && forLanes.isEmpty() && forThreads.isEmpty());
  }

  private synchronized @Nullable Place next(boolean onLane) {
    if (stopping
        || finished.size() > MOST_UNWRITTEN
        || wholeUnwritten > 2 * MOST_WHOLE
        || !pace.ready()) {
      return null;
    }
    Deque<Place> own = onLane ? forLanes : forThreads;
    Deque<Place> others = onLane ? forThreads : forLanes;
    while (own.isEmpty() && !exhausted && others.size() < WINDOW) {
      Place place = places.next();
      if (place == null) {
        exhausted = true;
        notifyAll();
      } else {
        (onLanes.get(place.cell()) ? forLanes : forThreads).add(place);
      }
    }
    Place place = own.poll();
    if (place != null) {
      pace.go();
      underWay++;
    }
    return place;
  }

  private AllowedTarget target(Spec spec) {
    return Objects.requireNonNull(targets.get(spec.target()));
  }

  /** What is run in this cell. Several lanes may come to the same one, which is no harm. */
  private Spec spec(int cell) {
    if (cell >= specs.length || !onLanes.get(cell)) {
      return plan.spec(cell);
    }
    Spec known = specs[cell];
    if (known == null) {
      known = plan.spec(cell);
      specs[cell] = known;
    }
    return known;
  }

  /** Has the runner's own threads make the runs that may wait, a bounded number at a time. */
  private void dispatch(Semaphore turns) {
    try {
      while (!isOver()) {
        turns.acquire();
        Place place = next(false);
        if (place == null) {
          turns.release();
          Thread.sleep(1);
          continue;
        }
        Runnable turn =
            () -> {
              try {
                perform(new Job(place));
              } finally {
                turns.release();
              }
            };
        try {
          NoThread.orStart(() -> Thread.ofVirtual().start(turn));
        } catch (NoThread e) {
          LOG.debug("one run after the other: {}", e.getMessage());
          turn.run();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      broken(e);
    }
  }

  /** What is to be run can't be told: without an end the writer would wait for it for ever. */
  @Override
  public void broken(Throwable cause) {
    LOG.error("campaign {} can't go on", campaign.id(), cause);
    fail("its next run could not be told: " + cause.getMessage());
  }

  private void perform(Job job) {
    try {
      while (true) {
        try {
          job.done(
              runner.runOneOfMany(target(job.spec()), job.spec(), job.label(), Origin.CAMPAIGN));
          return;
        } catch (RunnerBusy _) {
          Thread.sleep(50);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      over(null);
    } catch (RuntimeException | Error e) {
      job.failed(e);
    }
  }

  /**
   * Wakes the writer for a whole batch or the last run only: to wake it costs as much as a run's
   * call.
   */
  private synchronized void over(@Nullable Entry entry) {
    if (entry != null) {
      finished.add(entry);
      wholeUnwritten += entry.kept() == null ? 0 : 1;
    }
    underWay--;
    if (isBatchFull() || (isOver() && underWay == 0)) {
      notifyAll();
    }
  }

  /** One run on its way. */
  private final class Job implements Order {

    private final Place place;
    private final Spec spec;

    Job(Place place) {
      this.place = place;
      this.spec = Execution.this.spec(place.cell());
    }

    @Override
    public Spec spec() {
      return spec;
    }

    @Override
    public @Nullable String label() {
      return campaign.label();
    }

    @Override
    public void done(Outcome outcome) {
      boolean keep =
          keeping.wants(
              place.cell(),
              outcome.verdict(),
              outcome.delivery(),
              outcome.reason(),
              outcome.asPredicted());
      UUID id = keep ? Ids.next() : null;
      Run run =
          new Run(
              place.cell(),
              place.repetition(),
              outcome.verdict(),
              outcome.delivery(),
              outcome.reason(),
              outcome.asPredicted(),
              outcome.startedAt(),
              connectMicros(outcome),
              outcome.durationMicros(),
              id);
      over(
          new Entry(
              outcome.spec().peer(),
              run,
              id == null ? null : outcome.withId(id).beside(campaign.base().expect())));
    }

    @Override
    public void failed(Throwable cause) {
      if (!stopping) {
        LOG.error("a run of campaign {} failed", campaign.id(), cause);
        fail("a run could not be made: " + cause.getMessage());
      }
      over(null);
    }
  }

  private static @Nullable Long connectMicros(Outcome outcome) {
    if (!outcome.connected()) {
      return null;
    }
    long from = -1;
    long until = -1;
    for (Step step : outcome.initiator().steps()) {
      if (step.call() == Call.CONNECT) {
        from = from < 0 ? step.atMicros() : from;
        until = step.untilMicros();
      }
    }
    return from < 0 ? null : until - from;
  }

  // ---- what is written

  /** What has finished meanwhile; nothing if nothing has, for as long as a batch takes at most. */
  private synchronized List<Entry> batch() {
    try {
      long until = System.nanoTime() + LONGEST_BATCH.toNanos();
      long left = LONGEST_BATCH.toNanos();
      while (left > 0 && !isBatchFull() && !(isOver() && !isAwaited())) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = until - System.nanoTime();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      stop(Duration.ZERO);
    }
    List<Entry> batch = new ArrayList<>(Math.min(finished.size(), LARGEST_BATCH));
    int whole = 0;
    while (batch.size() < LARGEST_BATCH && whole < MOST_WHOLE && !finished.isEmpty()) {
      Entry entry = finished.remove();
      whole += entry.kept() == null ? 0 : 1;
      batch.add(entry);
    }
    wholeUnwritten -= whole;
    return batch;
  }

  private boolean isBatchFull() {
    return finished.size() >= LARGEST_BATCH || wholeUnwritten >= MOST_WHOLE;
  }

  /** Whether the campaign can go on. */
  private boolean write(List<Entry> batch) {
    List<Run> runs = new ArrayList<>(batch.size());
    List<Outcome> kept = new ArrayList<>();
    Map<PeerKind, List<Run>> byPeer = new EnumMap<>(PeerKind.class);
    for (Entry entry : batch) {
      runs.add(entry.run());
      byPeer.computeIfAbsent(entry.peer(), _ -> new ArrayList<>()).add(entry.run());
      if (entry.kept() != null) {
        kept.add(entry.kept());
      }
    }
    events.publishEvent(new RunsFinished(byPeer));
    Campaign now = append(runs, kept);
    if (now == null) {
      return false;
    }
    tallies.count(runs);
    campaign = now;
    if (now.status() != Status.RUNNING && !stopping) {
      stop(Duration.ofSeconds(1));
    }
    if (System.nanoTime() - summarisedAt > Math.max(SUMMARY_EVERY.toNanos(), 20 * summaryTook)) {
      summarise();
    }
    return true;
  }

  /** The campaign as it stands then; null if the store has been away for too long. */
  private @Nullable Campaign append(List<Run> runs, List<Outcome> kept) {
    long begun = System.nanoTime();
    while (true) {
      try {
        return campaigns.append(campaign.id(), instance, campaign.done(), runs, kept);
      } catch (HistoryUnavailable e) {
        Duration patience = stopping ? PATIENCE_AT_THE_END : PATIENCE;
        if (System.nanoTime() - begun > patience.toNanos()) {
          fail("the store could not keep its runs: " + e.getMessage());
          return null;
        }
        try {
          Thread.sleep(RETRY);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return null;
        }
      }
    }
  }

  private void fail(String why) {
    if (failure == null) {
      failure = why;
    }
    stop(Duration.ofSeconds(1));
  }

  /** Without it a reader would go through all runs; that it is late is no harm. */
  private void summarise() {
    long begun = System.nanoTime();
    try {
      campaigns.summarise(campaign.id(), instance, tallies.summary());
    } catch (HistoryUnavailable e) {
      LOG.debug("no summary of campaign {}", campaign.id(), e);
    }
    summarisedAt = System.nanoTime();
    summaryTook = summarisedAt - begun;
  }

  /** Why it failed; null if it didn't. */
  @Nullable String failure() {
    return failure;
  }
}
