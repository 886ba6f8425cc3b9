package net.teardown.campaign;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.spec.Target;
import net.teardown.instance.StandingThreads;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.Runner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Gives campaigns their turns, each on a thread of its own for as long as it runs. Of one that
 * waits there is no more here than which it is and whom it is run against: what was ordered is in
 * the store, and is laid out when the turn comes.
 */
final class CampaignQueue {

  private static final Logger LOG = LoggerFactory.getLogger(CampaignQueue.class);

  /** Runs under way when the service stops may take this long. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
  private static final Duration LONGEST_CANCELLATION = Duration.ofSeconds(2);

  private final Campaigns campaigns;
  private final Planner planner;
  private final Runner runner;
  private final ApplicationEventPublisher events;
  private final UUID instance;
  private final CampaignProperties properties;
  private final Semaphore room;
  private final Map<UUID, Turn> turns = new ConcurrentHashMap<>();

  /** Ends that the store has not heard of. */
  private final Map<UUID, String> unheard = new ConcurrentHashMap<>();

  private volatile ThreadPoolExecutor running;

  /**
   * @param instance this start of this instance
   */
  CampaignQueue(
      Campaigns campaigns,
      Planner planner,
      Runner runner,
      ApplicationEventPublisher events,
      UUID instance,
      CampaignProperties properties) {
    this.campaigns = campaigns;
    this.planner = planner;
    this.runner = runner;
    this.events = events;
    this.instance = instance;
    this.properties = properties;
    this.room = new Semaphore(properties.maxRunning() + properties.maxQueued());
    this.running = threads(properties);
  }

  private static ThreadPoolExecutor threads(CampaignProperties properties) {
    return StandingThreads.ofThisProcess().workers("campaign", properties.maxRunning());
  }

  /**
   * Keeps a place free for one more.
   *
   * @throws CampaignsFull if as many as may be wait already
   */
  void reserve() {
    if (!room.tryAcquire()) {
      throw full();
    }
  }

  /** Gives a place back that nobody came to. */
  void giveBack() {
    room.release();
  }

  /**
   * Whether there is a place right now.
   *
   * @throws CampaignsFull if there is none
   */
  void requireRoom() {
    if (room.availablePermits() == 0) {
      throw full();
    }
  }

  private CampaignsFull full() {
    return new CampaignsFull(
        "%d campaigns are waiting already (teardown.campaign.max-queued)"
            .formatted(properties.maxQueued()));
  }

  /**
   * A campaign takes the place that was reserved, and waits for its turn.
   *
   * @param targets who is run against, by where its spec says that it is; empty for this host
   */
  void queue(Campaign campaign, Map<Optional<Target>, AllowedTarget> targets) {
    Turn turn = new Turn(campaign, targets);
    turns.put(campaign.id(), turn);
    running.execute(turn);
  }

  /** Whether this campaign has its turn here, or waits for it. */
  boolean has(UUID campaign) {
    return turns.containsKey(campaign);
  }

  /** What runs of this campaign right now; null if nothing does. */
  @Nullable RunningCampaign execution(UUID campaign) {
    Turn turn = turns.get(campaign);
    return turn == null ? null : turn.execution();
  }

  /** Ends a turn early, and waits a moment for its last runs. */
  void cancel(UUID campaign) {
    Turn turn = turns.get(campaign);
    if (turn == null) {
      return;
    }
    turn.stop(Duration.ofMinutes(1));
    if (running.remove(turn)) {
      left(turn);
    }
    try {
      turn.ended.await(LONGEST_CANCELLATION.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells the store of the ends that it has not heard of. */
  void tellUnheard() {
    unheard.forEach((id, why) -> {
      try {
        campaigns.change(id, instance, Status.ACTIVE, Status.FAILED, why);
        unheard.remove(id);
      } catch (HistoryUnavailable e) {
        LOG.debug("the end of campaign {} is not on record yet", id, e);
      }
    });
  }

  void start() {
    if (running.isShutdown()) {
      // Stopped before: a lifecycle may begin again.
      running = threads(properties);
    }
  }

  /** Begins no more runs, and waits for those under way. */
  void stop() {
    running.shutdown();
    turns.values().forEach(turn -> turn.stop(GRACE));
    try {
      if (!running.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        running.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void left(Turn turn) {
    if (turns.remove(turn.campaign, turn)) {
      room.release();
    }
    turn.ended.countDown();
  }

  /** One campaign that has, or waits for, its turn. */
  private final class Turn implements Runnable {

    private final UUID campaign;

    /** The order, where it says what the store never keeps; null otherwise. */
    private final @Nullable Campaign unkept;

    private final Map<Optional<Target>, AllowedTarget> targets;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable RunningCampaign execution;
    private boolean stopped;

    Turn(Campaign campaign, Map<Optional<Target>, AllowedTarget> targets) {
      this.campaign = campaign.id();
      this.unkept = campaign.hides() ? campaign : null;
      this.targets = targets;
    }

    synchronized @Nullable RunningCampaign execution() {
      return execution;
    }

    synchronized void stop(Duration grace) {
      stopped = true;
      if (execution != null) {
        execution.stop(grace);
      }
    }

    private synchronized boolean isStopped() {
      return stopped;
    }

    /** Whether it may begin: nobody has stopped it while it waited. */
    private synchronized boolean begins(RunningCampaign begun) {
      execution = stopped ? null : begun;
      return !stopped;
    }

    @Override
    public void run() {
      String failure = null;
      RunningCampaign begun = null;
      try {
        Optional<Campaign> found = isStopped() ? Optional.empty() : campaigns.find(campaign);
        if (found.isPresent()) {
          Plan plan = planner.plan(unkept == null ? found.get() : unkept);
          begun =
              new RunningCampaign(
                  campaigns,
                  runner,
                  events,
                  found.get(),
                  plan,
                  targets,
                  properties.storePatience());
          if (begins(begun)) {
            begun.run();
          }
        }
      } catch (HistoryUnavailable e) {
        failure =
            Optional.ofNullable(begun)
                .map(RunningCampaign::failure)
                .orElse("the store could not be reached: " + e.getMessage());
      } catch (RuntimeException | Error e) {
        LOG.error("campaign {} failed", campaign, e);
        failure = "a defect of the service; its log says more";
      } finally {
        if (failure != null) {
          unheard.put(campaign, failure);
        }
        left(this);
        tellUnheard();
      }
    }
  }
}
