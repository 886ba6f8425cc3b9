package net.teardown.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.ExperimentMade;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.outcome.Ids;
import net.teardown.experiment.terms.Reason;
import net.teardown.instance.Instance;
import net.teardown.instance.StandingThreads;
import net.teardown.policy.AllowedTarget;
import net.teardown.script.RunHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/**
 * The runs that were accepted and that nobody waits for. Each is made on the instance that accepted
 * it, on a virtual thread, and can be seen and cancelled from every instance on the same store.
 */
@Service
@EnableConfigurationProperties(LongRunProperties.class)
public class LongRuns implements SmartLifecycle, LeaseRenewed {

  private static final Logger LOG = LoggerFactory.getLogger(LongRuns.class);

  /** How soon to look for runs that are to be cancelled, and to try again. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** How long the ends of all runs may take when the service stops. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

  private final LongRunStore store;
  private final Runner runner;
  private final Instance instance;
  private final ApplicationEventPublisher events;
  private final int most;
  private final Semaphore room;
  private final Map<UUID, RunUnderWay> here = new ConcurrentHashMap<>();
  private volatile ScheduledExecutorService clock = clock();
  private volatile boolean open;

  LongRuns(
      LongRunStore store,
      Runner runner,
      Instance instance,
      LongRunProperties properties,
      ApplicationEventPublisher events) {
    this.store = store;
    this.runner = runner;
    this.instance = instance;
    this.events = events;
    this.most = properties.maxLong();
    this.room = new Semaphore(most);
  }

  private static ScheduledExecutorService clock() {
    return StandingThreads.ofThisProcess().clock("long-runs");
  }

  /**
   * Accepts a run and begins it. Once this returns, the run isn't lost any more, whatever becomes
   * of this process.
   *
   * @param make makes the run, which the handle may end early; called on a virtual thread
   * @throws LongRunsFull if as many as may are under way
   * @throws HistoryUnavailable if the run can't be stored; nothing was begun
   */
  LongRun begin(AllowedTarget target, Asked asked, Function<RunHandle, Experiment> make) {
    if (!room.tryAcquire()) {
      throw new LongRunsFull(most);
    }
    RunUnderWay run = RunUnderWay.of(Ids.next(), target, asked, runner.apart());
    try {
      store.accept(instance.id(), run.stored());
    } catch (RuntimeException | Error e) {
      room.release();
      throw e;
    }
    here.put(run.id(), run);
    if (!open) {
      run.handle().end(Reason.INTERRUPTED);
    }
    Thread.ofVirtual().name("long-run").start(() -> perform(run, make));
    return run.shown();
  }

  private void perform(RunUnderWay run, Function<RunHandle, Experiment> make) {
    try {
      keep(run.make(runner.apart(), make));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("the outcome of run {} can't be kept", run.id(), e);
    } finally {
      here.remove(run.id());
      room.release();
      run.ended().countDown();
    }
  }

  /** Keeps the outcome, as soon as the store can. */
  private void keep(Experiment done) throws InterruptedException {
    boolean told = false;
    while (true) {
      try {
        if (store.finish(done)) {
          runner.publish(done.outcome());
          events.publishEvent(new ExperimentMade(done));
        } else {
          LOG.warn("Run {} was kept as interrupted meanwhile, and ended here", done.id());
        }
        return;
      } catch (HistoryUnavailable e) {
        if (!told) {
          told = true;
          LOG.warn("The outcome of run {} waits for the history: {}", done.id(), e.getMessage());
        }
        if (!open) {
          return;
        }
        Thread.sleep(LOOK_AGAIN);
      }
    }
  }

  /**
   * The run under way with this id, here or elsewhere.
   *
   * @throws HistoryUnavailable if it isn't made here and the store can't be read
   */
  public Optional<LongRun> find(UUID id) {
    RunUnderWay run = here.get(id);
    return run == null ? store.find(id).map(this::shown) : Optional.of(run.shown());
  }

  /**
   * The runs under way, newest first.
   *
   * @param filter its label, target and times; the rest is about outcomes
   * @param size 1 to 500
   * @param after where the page before ended; null for the first page
   * @throws HistoryUnavailable if the store can't be read
   */
  public Page list(ExperimentFilter filter, int size, @Nullable String after) {
    LongRunStore.Page page = store.list(filter, size, after);
    return new Page(page.items().stream().map(this::shown).toList(), page.next());
  }

  /**
   * Has a run ended, here at once, elsewhere soon. What it comes to is kept as cancelled.
   *
   * @return false if it isn't under way
   * @throws HistoryUnavailable if it isn't made here and the store can't be written
   */
  public boolean cancel(UUID id) {
    RunUnderWay run = here.get(id);
    if (run == null) {
      return store.cancel(id);
    }
    run.handle().end(Reason.CANCELLED);
    return true;
  }

  /** Waits until a run has ended here, or as long as this if it isn't made here. */
  public void pause(UUID id, Duration atMost) throws InterruptedException {
    RunUnderWay run = here.get(id);
    if (run == null) {
      Thread.sleep(atMost);
    } else {
      run.ended().await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** How many runs this instance makes. */
  public int underWay() {
    return here.size();
  }

  /**
   * One page of runs.
   *
   * @param next opaque cursor of the next page; null on the last
   */
  public record Page(List<LongRun> items, @Nullable String next) {}

  private LongRun shown(Experiment stored) {
    UUID id = Objects.requireNonNull(stored.id());
    RunUnderWay run = here.get(id);
    return run == null ? LongRun.of(id, stored.outcome(), null) : run.shown();
  }

  @Override
  public void renewed() {
    int interrupted = store.interruptExpired();
    if (interrupted > 0) {
      LOG.info("{} runs were interrupted: whoever made them went away", interrupted);
    }
  }

  private void endCancelled() {
    if (here.isEmpty()) {
      return;
    }
    try {
      store.cancelled(instance.id()).forEach(this::cancel);
    } catch (HistoryUnavailable e) {
      LOG.debug("the store can't say which runs are to be cancelled", e);
    }
  }

  @Override
  public void start() {
    open = true;
    if (clock.isShutdown()) {
      // It was stopped before; a lifecycle may be started again.
      clock = clock();
    }
    Future<?> _ =
        clock.scheduleWithFixedDelay(
            this::endCancelled,
            LOOK_AGAIN.toMillis(),
            LOOK_AGAIN.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Ends all runs, and waits a while until they are kept as interrupted. */
  @Override
  public void stop() {
    open = false;
    clock.shutdownNow();
    List<RunUnderWay> all = List.copyOf(here.values());
    all.forEach(run -> run.handle().end(Reason.INTERRUPTED));
    long until = System.nanoTime() + LONGEST_STOP.toNanos();
    try {
      for (RunUnderWay run : all) {
        run.ended().await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return open;
  }
}
