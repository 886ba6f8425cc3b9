package net.teardown.campaign;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.ExperimentFilter;
import net.teardown.experiment.Experiments;
import net.teardown.experiment.Experiments.HistoryUnavailable;
import net.teardown.experiment.Spec;
import net.teardown.experiment.Target;
import net.teardown.instance.Instance;
import net.teardown.instance.StandingThreads;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import net.teardown.runner.Runner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/**
 * Takes campaigns, runs them one after the other, and says how they stand. They run where they were
 * posted, and are seen from every instance on the same store.
 */
@Service
@EnableConfigurationProperties(CampaignProperties.class)
public class CampaignOffice implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(CampaignOffice.class);

  /** UUIDv7, RFC 9562 section 5.7: ids sort by time. */
  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private static final int MOST_TARGETS = 100;
  private static final int MOST_PLANS = 16;
  private static final int PAGE = 10_000;

  /** Runs under way when the service stops may take this long. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
  private static final Duration LONGEST_CANCELLATION = Duration.ofSeconds(2);

  private final Campaigns campaigns;
  private final Experiments experiments;
  private final Planner planner;
  private final Policy policy;
  private final Runner runner;
  private final Instance instance;
  private final CampaignProperties properties;
  private final ApplicationEventPublisher events;
  private volatile ThreadPoolExecutor running;
  private volatile ScheduledExecutorService heartbeat = heart();
  private final Map<UUID, Execution> executions = new ConcurrentHashMap<>();

  /** Ends that the store has not heard of. */
  private final Map<UUID, String> unheard = new ConcurrentHashMap<>();

  /** Plans are a few milliseconds' work, and asked for again and again while one is watched. */
  private final Map<UUID, Plan> plans =
      Collections.synchronizedMap(
          new LinkedHashMap<UUID, Plan>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, Plan> eldest) {
              return size() > MOST_PLANS;
            }
          });

  private volatile boolean started;

  CampaignOffice(
      Campaigns campaigns,
      Experiments experiments,
      Planner planner,
      Policy policy,
      Runner runner,
      Instance instance,
      CampaignProperties properties,
      ApplicationEventPublisher events) {
    this.campaigns = campaigns;
    this.experiments = experiments;
    this.planner = planner;
    this.policy = policy;
    this.runner = runner;
    this.instance = instance;
    this.properties = properties;
    this.events = events;
    this.running = turns(properties);
  }

  private static ThreadPoolExecutor turns(CampaignProperties properties) {
    return StandingThreads.ofThisProcess().workers("campaign", properties.maxRunning());
  }

  private static ScheduledExecutorService heart() {
    return StandingThreads.ofThisProcess().clock("campaign-lease");
  }

  /**
   * Queues a campaign.
   *
   * @throws InvalidCampaign naming the field, if it can't be
   * @throws TargetDenied if one of its targets may not be
   * @throws CampaignsFull if as many as may be wait already
   * @throws HistoryUnavailable if it can't be kept
   */
  public CampaignReport post(CampaignOrder order) {
    Plan plan = planner.plan(order);
    Map<Spec, AllowedTarget> targets = targets(plan, order.axes().keySet());
    requireRoom();
    Campaign campaign =
        new Campaign(
            IDS.generate(),
            order.label(),
            order.base(),
            order.axes(),
            order.repetitions(),
            order.ratePerSecond(),
            order.invalidCells(),
            order.seed() == null ? ThreadLocalRandom.current().nextLong(1L << 53) : order.seed(),
            Instant.now(),
            instance.vantage(),
            instance.id(),
            Status.QUEUED,
            plan.total(),
            0,
            null,
            null,
            null);
    campaigns.create(campaign);
    plans.put(campaign.id(), plan);
    begin(campaign, plan, targets);
    return report(campaign);
  }

  /**
   * The campaign with this id.
   *
   * @throws HistoryUnavailable if the store can't be read
   */
  public Optional<Campaign> find(UUID id) {
    Execution execution = executions.get(id);
    return execution == null ? campaigns.find(id) : Optional.of(execution.campaign());
  }

  /** See {@link Campaigns#list}. */
  public Campaigns.Page list(int size, @Nullable String after) {
    return campaigns.list(size, after);
  }

  /** See {@link Campaigns#runs}. */
  public List<Run> runs(UUID id, long from, int most) {
    return campaigns.runs(id, from, most);
  }

  /** What a campaign comes to before anything is run. */
  public Plan plan(Campaign campaign) {
    return plans.computeIfAbsent(campaign.id(), _ -> planner.plan(campaign));
  }

  /**
   * All that a campaign's runs come to so far.
   *
   * @throws HistoryUnavailable if the store can't be read
   */
  public CampaignReport report(Campaign campaign) {
    Plan plan = plan(campaign);
    Execution execution = executions.get(campaign.id());
    if (execution != null && execution.campaign().status() == Status.RUNNING) {
      return report(execution.campaign(), plan, execution.tallies());
    }
    int cells = plan.cells().size();
    Tallies tallies =
        campaigns
            .summary(campaign.id())
            .map(summary -> Tallies.of(summary, cells))
            .orElseGet(() -> new Tallies(cells));
    while (tallies.runs() < campaign.done()) {
      List<Run> more = campaigns.runs(campaign.id(), tallies.runs(), PAGE);
      if (more.isEmpty()) {
        break;
      }
      tallies.count(more);
    }
    return report(campaign, plan, tallies);
  }

  private CampaignReport report(Campaign campaign, Plan plan, Tallies tallies) {
    CampaignReport report = CampaignReport.of(campaign, plan, tallies);
    if (report.unexpected() == 0) {
      return report;
    }
    ExperimentFilter kept =
        new ExperimentFilter(null, null, null, false, campaign.id(), null, null);
    return report.withUnexpectedKept(
        experiments.countByVerdict(kept).values().stream().mapToLong(Long::longValue).sum());
  }

  /**
   * Ends a campaign early; runs that are under way are still kept.
   *
   * @return the campaign then
   * @throws CampaignRefused if it has ended already
   */
  public Campaign cancel(Campaign campaign) {
    if (!campaigns.change(campaign.id(), null, Status.ACTIVE, Status.CANCELLED, null)) {
      throw new CampaignRefused(
          "The campaign has ended already: it is "
              + campaigns.find(campaign.id()).map(Campaign::status).orElse(campaign.status()));
    }
    Execution execution = executions.get(campaign.id());
    if (execution != null) {
      execution.stop(Duration.ofMinutes(1));
      if (running.remove(new Turn(execution))) {
        left(execution);
      }
      try {
        execution.awaitEnd(LONGEST_CANCELLATION);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return campaigns.find(campaign.id()).orElse(campaign);
  }

  /**
   * Queues what is left of a campaign that ended early.
   *
   * @return the campaign then
   * @throws CampaignRefused if nothing is left, if it is still somebody's, or if it was made from
   *     another vantage
   * @throws CampaignsFull if as many as may be wait already
   */
  public Campaign resume(Campaign campaign) {
    if (!campaign.vantage().equals(instance.vantage())) {
      throw new CampaignRefused(
          "The campaign was made from the vantage '%s' and can't be resumed from '%s': where its runs are made from is the point of it"
              .formatted(campaign.vantage(), instance.vantage()));
    }
    Plan plan = plan(campaign);
    Map<Spec, AllowedTarget> targets = targets(plan, campaign.axes().keySet());
    requireRoom();
    Campaign taken =
        executions.containsKey(campaign.id())
            ? null
            : campaigns.take(campaign.id(), instance.id()).orElse(null);
    if (taken == null) {
      Status status = campaigns.find(campaign.id()).map(Campaign::status).orElse(campaign.status());
      throw new CampaignRefused(
          status == Status.COMPLETED
              ? "The campaign is COMPLETED: nothing is left to resume"
              : "The campaign is %s, and whoever runs it is alive".formatted(status));
    }
    begin(taken, plan, targets);
    return taken;
  }

  /**
   * Forgets a campaign with its runs.
   *
   * @throws CampaignRefused if it still runs, or will
   */
  public void delete(Campaign campaign) {
    if (executions.containsKey(campaign.id()) || !campaigns.delete(campaign.id())) {
      throw new CampaignRefused(
          "The campaign is %s: cancel it first, or wait for its end".formatted(campaign.status()));
    }
    plans.remove(campaign.id());
  }

  private void requireRoom() {
    if (executions.size() >= properties.maxRunning() + properties.maxQueued()) {
      throw new CampaignsFull(
          "%d campaigns are waiting already (teardown.campaign.max-queued)"
              .formatted(properties.maxQueued()));
    }
  }

  private void begin(Campaign campaign, Plan plan, Map<Spec, AllowedTarget> targets) {
    Execution execution = new Execution(campaigns, runner, events, campaign, plan, targets);
    executions.put(campaign.id(), execution);
    running.execute(new Turn(execution));
  }

  /** One campaign that has, or waits for, its turn. */
  private final class Turn implements Runnable {

    private final Execution execution;

    Turn(Execution execution) {
      this.execution = execution;
    }

    @Override
    public void run() {
      execute(execution);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Turn turn && turn.execution == execution;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(execution);
    }
  }

  private void left(Execution execution) {
    executions.remove(execution.campaign().id());
    execution.ended();
  }

  private void execute(Execution execution) {
    UUID id = execution.campaign().id();
    try {
      execution.run();
    } catch (HistoryUnavailable e) {
      unheard.put(
          id,
          Optional.ofNullable(execution.failure())
              .orElse("the store could not be reached: " + e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.error("campaign {} failed", id, e);
      unheard.put(id, "a defect of the service; its log says more");
    } finally {
      left(execution);
      tellUnheard();
    }
  }

  /** Whom each spec is run against; each target is looked up once. */
  private Map<Spec, AllowedTarget> targets(Plan plan, Set<String> axes) {
    Map<@Nullable Target, AllowedTarget> known = new HashMap<>();
    Map<Spec, AllowedTarget> targets = new HashMap<>();
    for (Spec spec : plan.specs()) {
      AllowedTarget target = known.get(spec.target());
      if (target == null) {
        if (known.size() == MOST_TARGETS) {
          throw new InvalidCampaign(
              "axes/targetHost", "must make at most %d targets".formatted(MOST_TARGETS));
        }
        target = target(spec, axes);
        known.put(spec.target(), target);
      }
      targets.put(spec, target);
    }
    return targets;
  }

  private AllowedTarget target(Spec spec, Set<String> axes) {
    try {
      return policy.target(spec);
    } catch (TargetDenied e) {
      throw e.at((axes.contains(e.field()) ? "axes/" : "base/") + e.field());
    }
  }

  private void renew() {
    try {
      campaigns.hold(instance.id());
      int interrupted = campaigns.interruptExpired();
      if (interrupted > 0) {
        LOG.info("{} campaigns were interrupted: whoever ran them went away", interrupted);
      }
      tellUnheard();
    } catch (HistoryUnavailable e) {
      LOG.debug("the lease could not be renewed", e);
    }
  }

  private void tellUnheard() {
    unheard.forEach((id, why) -> {
      try {
        campaigns.change(id, instance.id(), Status.ACTIVE, Status.FAILED, why);
        unheard.remove(id);
      } catch (HistoryUnavailable e) {
        LOG.debug("the end of campaign {} is not on record yet", id, e);
      }
    });
  }

  @Override
  public void start() {
    if (running.isShutdown()) {
      // Stopped before: a lifecycle may begin again.
      running = turns(properties);
      heartbeat = heart();
    }
    renew();
    heartbeat.scheduleWithFixedDelay(
        this::renew,
        Lease.RENEWED_EVERY.toMillis(),
        Lease.RENEWED_EVERY.toMillis(),
        TimeUnit.MILLISECONDS);
    started = true;
  }

  /** Before the web server and long before the store. */
  @Override
  public void stop() {
    started = false;
    running.shutdown();
    executions.values().forEach(execution -> execution.stop(GRACE));
    try {
      if (!running.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        running.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    heartbeat.shutdownNow();
    try {
      campaigns.release(instance.id());
    } catch (HistoryUnavailable e) {
      LOG.debug("the lease could not be given back", e);
    }
  }

  @Override
  public boolean isRunning() {
    return started;
  }
}
