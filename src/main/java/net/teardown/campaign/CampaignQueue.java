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
 * Runs queued campaigns, a bounded number at once, each on a thread of its own. Of a waiting
 * campaign it holds only the id and the allowed targets: the order is in the store, and is planned
 * when the campaign begins.
 */
final class CampaignQueue {

  private static final Logger LOG = LoggerFactory.getLogger(CampaignQueue.class);

  /** How long runs under way may take when the service stops. */
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
  private final Map<UUID, QueuedCampaign> queued = new ConcurrentHashMap<>();

  /** Failures that are not in the store yet, by campaign. */
  private final Map<UUID, String> unreported = new ConcurrentHashMap<>();

  private volatile ThreadPoolExecutor running;

  /**
   * @param instance the id of this process
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
   * Reserves room for one more campaign.
   *
   * @throws CampaignsFull if the most that may wait do
   */
  void reserve() {
    if (!room.tryAcquire()) {
      throw full();
    }
  }

  /** Gives reserved room back that wasn't used. */
  void giveBack() {
    room.release();
  }

  /**
   * Checks that there is room now.
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
   * Queues a campaign in the room that was reserved.
   *
   * @param targets the allowed target for each target of its specs; empty for this host
   */
  void queue(Campaign campaign, Map<Optional<Target>, AllowedTarget> targets) {
    QueuedCampaign entry = new QueuedCampaign(campaign, targets);
    queued.put(campaign.id(), entry);
    running.execute(entry);
  }

  /** Whether this campaign runs or waits here. */
  boolean has(UUID campaign) {
    return queued.containsKey(campaign);
  }

  /** The running campaign with this id; null if it doesn't run here. */
  @Nullable RunningCampaign runningCampaign(UUID campaign) {
    QueuedCampaign entry = queued.get(campaign);
    return entry == null ? null : entry.runningCampaign();
  }

  /** Ends a campaign early, and waits a moment for its last runs. */
  void cancel(UUID campaign) {
    QueuedCampaign entry = queued.get(campaign);
    if (entry == null) {
      return;
    }
    entry.stop(Duration.ofMinutes(1));
    if (running.remove(entry)) {
      left(entry);
    }
    try {
      entry.ended.await(LONGEST_CANCELLATION.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stores the failures that are not in the store yet. */
  void reportFailures() {
    unreported.forEach((id, why) -> {
      try {
        campaigns.change(id, instance, Status.ACTIVE, Status.FAILED, why);
        unreported.remove(id);
      } catch (HistoryUnavailable e) {
        LOG.debug("the end of campaign {} is not on record yet", id, e);
      }
    });
  }

  /** Waits until a campaign has ended here, or as long as this if it doesn't run here. */
  void pause(UUID campaign, Duration atMost) throws InterruptedException {
    QueuedCampaign entry = queued.get(campaign);
    if (entry == null) {
      Thread.sleep(atMost);
    } else {
      entry.ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  void start() {
    if (running.isShutdown()) {
      // It was stopped before; a lifecycle may be started again.
      running = threads(properties);
    }
  }

  /** Begins no more runs, and waits for those under way. */
  void stop() {
    running.shutdown();
    queued.values().forEach(entry -> entry.stop(GRACE));
    try {
      if (!running.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        running.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void left(QueuedCampaign entry) {
    if (queued.remove(entry.campaign, entry)) {
      room.release();
    }
    entry.ended.countDown();
  }

  /** One campaign that runs or waits. */
  private final class QueuedCampaign implements Runnable {

    private final UUID campaign;

    /** The campaign as ordered, if it holds values that the store never keeps; else null. */
    private final @Nullable Campaign unkept;

    private final Map<Optional<Target>, AllowedTarget> targets;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable RunningCampaign runningCampaign;
    private boolean stopped;

    QueuedCampaign(Campaign campaign, Map<Optional<Target>, AllowedTarget> targets) {
      this.campaign = campaign.id();
      this.unkept = campaign.hides() ? campaign : null;
      this.targets = targets;
    }

    synchronized @Nullable RunningCampaign runningCampaign() {
      return runningCampaign;
    }

    synchronized void stop(Duration grace) {
      stopped = true;
      if (runningCampaign != null) {
        runningCampaign.stop(grace);
      }
    }

    private synchronized boolean isStopped() {
      return stopped;
    }

    /** Whether it may begin: it wasn't stopped while it waited. */
    private synchronized boolean begins(RunningCampaign begun) {
      runningCampaign = stopped ? null : begun;
      return !stopped;
    }

    private RunningCampaign begun(Campaign stored, Plan plan) {
      return new RunningCampaign(
          campaigns, runner, events, stored, plan, targets, properties.storePatience());
    }

    @Override
    public void run() {
      String failure = null;
      RunningCampaign begun = null;
      try {
        Optional<Campaign> found = isStopped() ? Optional.empty() : campaigns.find(campaign);
        if (found.isPresent()) {
          Campaign ordered = unkept == null ? found.get() : unkept;
          Campaign next = found.get();
          while (next != null) {
            begun = begun(next, planner.plan(ordered.asFarAs(next)));
            if (begins(begun)) {
              begun.run();
            }
            next = begun.longer();
          }
        }
      } catch (InvalidCampaign e) {
        failure = "a value between the ends of its axis is refused: " + e.getMessage();
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
          unreported.put(campaign, failure);
        }
        left(this);
        reportFailures();
      }
    }
  }
}
